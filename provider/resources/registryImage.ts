import { EngineFailure, failedWith, pushImage, type RegistryLogin } from "../../engine/index.ts";
import type { Properties } from "../protocol/values.ts";
import { findDigest, type RegistryOptions, removeManifest } from "../registry/client.ts";
import { rowOf, stateOf } from "../tables/row.ts";
import { flag, map, object, text } from "../tables/shape.ts";
import type { Operation, ResourceType } from "./resource.ts";

/** What of the inputs this file uses. */
interface PushInputs {
  readonly name: string;
  readonly authConfig?: { readonly address: string; readonly username?: string; readonly password?: string };
  readonly insecureSkipVerify?: boolean;
  readonly keepRemotely?: boolean;
}

const row = rowOf<never, string>();

const rows = {
  name: row<string>({
    about: "the image's name with its registry; it must be on the engine",
    shape: text,
    change: "replace",
    complain: nameComplaint,
  }),
  authConfig: row({
    about: "login for this image, in place of the provider's",
    shape: object("RegistryImageAuthConfig", {
      address: { about: "the registry", shape: text, required: true },
      username: { about: "user name", shape: text },
      password: { about: "its password", shape: text, secret: true },
    }),
    change: "local",
  }),
  build: row<never>({
    about: "build the image",
    shape: object("RegistryImageBuild", {}),
    change: "local",
    refused:
      "Bulkhead's provider builds no images; build it with `docker build` and give its name, " +
      "or remove plugins.providers from Pulumi.yaml to use the official plugin",
  }),
  insecureSkipVerify: row<boolean>({
    about: "take any certificate of the registry when its digest is looked up or it is removed",
    shape: flag,
    change: "local",
  }),
  keepRemotely: row<boolean>({
    about: "leave it in the registry at the end",
    shape: flag,
    change: "local",
  }),
  triggers: row<Record<string, string>>({
    about: "values whose change pushes it again, e.g. the image's id",
    shape: map,
    change: "replace",
  }),
};

/** `docker:index/registryImage:RegistryImage`: an image in a registry, pushed there. Its id is its digest there. */
export const registryImage: ResourceType = {
  token: "docker:index/registryImage:RegistryImage",
  table: rows,
  computed: { sha256Digest: { about: "its digest in the registry", shape: text } },
  autonamed: false,
  complaints: inputs =>
    inputs["name"] === undefined
      ? [{ property: "name", reason: "it is required, as no image is built here; give a value" }]
      : [],

  exclusive: { decide: () => false, about: "the old one never goes first" },

  async create(operation, inputs) {
    const { engine, signal, report, imagesInUse } = operation;
    const { name } = given(inputs);
    const options = await optionsFor(operation, inputs);
    const { login } = options;
    await pushImage(engine, name, { ...(login === undefined ? {} : { login }), signal, onProgress: report });
    const digest = await findDigest(name, options);
    imagesInUse.add(pushed(name, digest));
    return { id: digest, state: outputs(inputs, digest) };
  },

  async read(operation, id, inputs) {
    // The id of an import is the image's name.
    const found = inputs ?? { name: id };
    try {
      const digest = await findDigest(String(found["name"]), await optionsFor(operation, found));
      return { id: digest, inputs: found, state: outputs(found, digest) };
    } catch (error) {
      if (error instanceof EngineFailure && failedWith(error, "not-found")) return undefined;
      throw error;
    }
  },

  async update(operation, id, inputs) {
    return outputs(
      inputs,
      await findDigest(given(inputs).name, await optionsFor(operation, inputs)).catch(() => id),
    );
  },

  async delete(operation, id, inputs) {
    const { name, keepRemotely } = given(inputs);
    // A twin of the same content that replaces it has the same digest, which is one thing in the registry.
    if (keepRemotely || operation.imagesInUse.has(pushed(name, id))) return;
    await removeManifest(name, id, await optionsFor(operation, inputs));
  },
};

function given(inputs: Properties): PushInputs {
  return inputs as unknown as PushInputs;
}

async function optionsFor({ logins, signal }: Operation, inputs: Properties): Promise<RegistryOptions> {
  const { name, authConfig, insecureSkipVerify } = given(inputs);
  const { username, password, address } = authConfig ?? {};
  const own: RegistryLogin | undefined =
    username === undefined || password === undefined
      ? undefined
      : { username, password, serveraddress: address ?? "" };
  return { login: own ?? (await logins.forImage(name)), insecure: insecureSkipVerify === true, signal };
}

function pushed(name: string, digest: string): string {
  return `pushed ${name}@${digest}`;
}

function outputs(inputs: Properties, digest: string): Properties {
  return { ...stateOf(rows, inputs, digest), id: digest, sha256Digest: digest };
}

function nameComplaint(name: unknown): string | undefined {
  if (typeof name !== "string") return undefined;
  if (name === "") return "give the image's name, e.g. registry.example.com/shop/app:1.4";
  return name.includes("@") ? `"${name}" is a digest, which follows from the push; give a tag` : undefined;
}
