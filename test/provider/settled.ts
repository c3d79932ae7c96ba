import assert from "node:assert/strict";
import type { Properties } from "../../provider/protocol/values.ts";
import type { Made, ProviderClient } from "../harness/providerClient.ts";

/** Asserts that neither the same program again nor a refresh finds a difference. */
export async function assertSettled(
  client: ProviderClient,
  { urn, id, inputs, state }: Made,
  given: Properties,
): Promise<void> {
  const { inputs: again } = await client.check(urn, inputs, given);
  const diff = await client.diff(urn, id, inputs, state, again);
  assert.deepEqual([diff.changed, diff.detailed], [false, {}]);
  const read = await client.read(urn, id, inputs, state);
  assert.deepEqual([read?.inputs, read?.state], [inputs, state]);
}
