import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoImage } from "../../images/reference.ts";
import type { Properties } from "../../provider/protocol/values.ts";
import { ProviderClient, urnOf } from "../harness/providerClient.ts";
import { unique } from "../harness/run.ts";

/** A plugin for the tests of one `describe`, with a journal of its own below the temporary folder. */
export interface OwnProvider {
  /** Not before the tests of the `describe` have begun. */
  readonly client: ProviderClient;
  /** What the plugin's environment has, to start a second one on the same journal. */
  readonly env: NodeJS.ProcessEnv;
}

/** Starts a plugin before the tests of the surrounding `describe`, and ends it after them. */
export function useProvider(): OwnProvider {
  let client: ProviderClient | undefined;
  const state = mkdtempSync(join(tmpdir(), "bulkhead-test-journal-"));
  const env = { XDG_STATE_HOME: state };
  before(async () => {
    client = await ProviderClient.start({ env });
  });
  after(async () => {
    await client?.stop();
    rmSync(state, { recursive: true, force: true });
  });
  return {
    env,
    get client() {
      if (client === undefined) throw new Error("The plugin is started before the tests, not before that.");
      return client;
    },
  };
}

/** Starts further plugins in a test of the surrounding `describe`; they end with the test, also one that fails. */
export function useFurtherProviders(): typeof ProviderClient.start {
  const started: ProviderClient[] = [];
  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });
  return async options => {
    const one = await ProviderClient.start(options);
    started.push(one);
    return one;
  };
}

/** A container that does nothing for as long as it may, and goes at once when it is asked to. */
export const idle: Properties = {
  image: demoImage("app"),
  entrypoints: ["busybox", "sleep"],
  command: ["1000"],
  destroyGraceSeconds: 0,
};

/** URNs of things nobody else makes. */
export const containerUrn = (name = unique("c")): string => urnOf("container", "Container", name);
export const networkUrn = (name = unique("n")): string => urnOf("network", "Network", name);
export const volumeUrn = (name = unique("v")): string => urnOf("volume", "Volume", name);
export const imageUrn = (name = unique("i")): string => urnOf("remoteImage", "RemoteImage", name);
