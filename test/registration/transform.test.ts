import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import { Segment, Volume, Workload } from "../../components/index.ts";
import { attempt } from "../harness/recorder.ts";

/** What a program is told that gives such a transform. */
async function told(make: (transform: never) => unknown, transform: unknown): Promise<string | undefined> {
  const { error } = await attempt(() => make(transform as never));
  // Its mark, by which Pulumi prints it without a stack.
  assert.equal((error as { __pulumiRunError?: unknown } | undefined)?.__pulumiRunError, true);
  return (error as Error).message;
}

describe("registration: a transform", () => {
  const image = "acme/api:1.0.0";
  const whose: Readonly<Record<string, (transform: never) => unknown>> = {
    "workload api": transform => new Workload("api", { image, transform }),
    "segment data": transform => new Segment("data", { transform }),
    "volume files": transform => new Volume("files", { transform }),
  };

  for (const [what, make] of Object.entries(whose)) {
    it(`of ${what} that fails, or gives no arguments, is said to`, async () => {
      const failing = (): never => {
        throw new Error("boom");
      };
      assert.equal(await told(make, failing), `The transform of ${what} failed: boom. Correct it.`);
      for (const given of [undefined, 5, output({}), Promise.resolve({})]) {
        assert.equal(
          await told(make, () => given),
          `The transform of ${what} gives no arguments. Return what it is given, changed or not, at once.`,
        );
      }
    });
  }
});
