import assert from "node:assert/strict";
import { removeImage, tagImage } from "../../engine/index.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { engine } from "../harness/engine.ts";
import { ProviderClient, urnOf } from "../harness/providerClient.ts";
import { registryUser, TestRegistry } from "../harness/registry.ts";
import { unique } from "../harness/run.ts";
import { commitImage, newImageName, useImageNames } from "./ownImage.ts";

const { username, password } = registryUser;

export const registryImageUrn = (): string => urnOf("registryImage", "RegistryImage", unique("r"));

/** The provider's settings, as the SDK sends them. */
export function configWith(...registryAuth: readonly Properties[]): Properties {
  return { registryAuth: JSON.stringify(registryAuth) };
}

/** The settings of who may use a registry. */
export function loginFor({ host }: TestRegistry): Properties {
  return configWith({ address: host, username, password });
}

/** A registry for the tests of one `describe`, with an image in it, and a plugin that may use it. */
export interface OwnRegistry {
  /** Not before the tests of the `describe` have begun, as all below. */
  readonly registry: TestRegistry;
  readonly client: ProviderClient;
  /** The image under test by the name the registry has it by, and its digest there. */
  readonly name: string;
  readonly digest: string;
  /** Its name on the engine alone. */
  readonly local: string;
  /** Every name it has been given. */
  readonly names: readonly string[];
  /** Gives it a further name, in the registry. */
  readonly tagged: (path: string) => Promise<string>;
  /** Asks for one of the functions of the plugin. */
  readonly invoke: (token: string, args: Properties) => Promise<Properties>;
}

/** Starts a registry before the tests of the surrounding `describe`, and ends it after them. */
export function useRegistry(): OwnRegistry {
  const [local] = useImageNames(newImageName());
  const tags: string[] = [];
  let registry: TestRegistry | undefined;
  let client: ProviderClient | undefined;
  let [name, digest] = ["", ""];

  async function tagged(path: string): Promise<string> {
    const tag = `${started(registry).host}/${path}`;
    await tagImage(engine, local, tag);
    tags.push(tag);
    return tag;
  }
  before(async () => {
    registry = await TestRegistry.start();
    client = await ProviderClient.start({ config: loginFor(registry) });
    await commitImage(local);
    name = await tagged("shop/app:1");
    const made = await client.make(registryImageUrn(), { name, keepRemotely: true });
    digest = String(made.state["sha256Digest"]);
  });
  after(async () => {
    await client?.stop();
    for (const tag of tags) await removeImage(engine, tag, { force: true });
    await registry?.dispose();
  });
  return {
    local,
    tagged,
    invoke: (token, args) => started(client).invoke(`docker:index/${token}:${token}`, args),
    get registry() {
      return started(registry);
    },
    get client() {
      return started(client);
    },
    get name() {
      return name;
    },
    get digest() {
      return digest;
    },
    get names() {
      return [local, ...tags];
    },
  };
}

function started<T>(one: T | undefined): T {
  if (one === undefined) throw new Error("The registry is started before the tests, not before that.");
  return one;
}

/** Asserts what is said of work that fails. */
export async function fails(work: Promise<unknown>, says: string): Promise<void> {
  await assert.rejects(work, (error: Error) => {
    assert.equal(error.message, says);
    return true;
  });
}
