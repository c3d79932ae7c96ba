import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Properties, Secret } from "../../provider/protocol/values.ts";
import { type FailedCreation, RawPlugin } from "./rawPlugin.ts";
import { containerUrn, idle, type OwnProvider, useProvider } from "./useProvider.ts";

/** Stands in every failing container's environment as the secret TOKEN, and must never be seen. */
export const canary = "canary-5f8e";

/** Inputs that run a script. */
export function shell(script: string): Properties {
  return { entrypoints: ["busybox", "sh", "-c"], command: [script] };
}

/** A creation that has failed. */
export interface Failed {
  readonly urn: string;
  readonly inputs: Properties;
  readonly failure: FailedCreation;
}

/** Plugins for creations that must fail, before the tests of the surrounding `describe`. */
export function useFailing(): { provider: OwnProvider; fail: (given: Properties) => Promise<Failed> } {
  const provider = useProvider();
  let plugin: RawPlugin;
  before(async () => {
    plugin = await RawPlugin.start({ providerId: randomUUID(), env: provider.env });
  });
  after(() => plugin.kill());
  const fail = async (given: Properties): Promise<Failed> => {
    const urn = containerUrn();
    const envs = new Secret([`TOKEN=${canary}`]);
    const { inputs, failures } = await plugin.check(urn, {}, { ...idle, envs, ...given });
    assert.deepEqual(failures, []);
    const failure = await plugin.create(urn, inputs);
    assert.ok(failure !== undefined, "it was created");
    return { urn, inputs, failure };
  };
  return { provider, fail };
}

/** What there is of a container that failed half-way. */
export function partial(failure: FailedCreation): NonNullable<FailedCreation["partial"]> {
  assert.ok(failure.partial !== undefined, failure.message);
  return failure.partial;
}
