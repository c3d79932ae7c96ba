import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "../../tools/toolchain/index.ts";
import { Workbench } from "./workbench.ts";

describe("a lock", () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.create("flock", "sh", "cat");
  });
  afterEach(() => bench.dispose());

  /** Begins and ends of some work under locks of these names, in the order in which they happened. */
  async function order(...names: readonly string[]): Promise<string[]> {
    const events: string[] = [];
    const { error } = await bench.within(() =>
      Promise.all(
        names.map((name, index) =>
          withLock(name, "it works", async () => {
            events.push(`begin ${index}`);
            // A turn of the event loop, in which others could begin.
            await new Promise(setImmediate);
            events.push(`end ${index}`);
          }),
        ),
      ),
    );
    assert.equal(error, undefined);
    return events;
  }

  it("lets one after the other do work of the same name", async () => {
    const events = await order("one", "one", "one", "one");
    assert.equal(events.length, 8);
    for (let at = 0; at < 8; at += 2) {
      assert.equal(events[at]?.replace("begin", "end"), events[at + 1], events.join(", "));
    }
  });

  it("lets work of another name go on meanwhile", async () => {
    const { result } = await bench.within(() =>
      withLock("one", "it works", () => withLock("another", "it works", async () => "inside both")),
    );
    assert.equal(result, "inside both");
  });

  it("is free again after work that failed", async () => {
    const failing = (): Promise<never> => Promise.reject(new Error("it did not work"));
    assert.equal((await bench.within(() => withLock("one", "it works", failing))).error, "it did not work");
    assert.deepEqual(await order("one"), ["begin 0", "end 0"]);
  });

  it("that cannot be taken is a sentence, and the work is not done", async () => {
    const file = join(bench.cache, "one.lock");
    await mkdir(file, { recursive: true });
    await bench.program("flock", `echo "flock: cannot open lock file $1: Is a directory" >&2; exit 66`);
    let done = false;
    const { error } = await bench.within(() =>
      withLock("one", "it works", async () => {
        done = true;
      }),
    );
    assert.equal(
      error,
      `The lock file ${file} cannot be used: flock: cannot open lock file ${file}: Is a directory. See that its folder can be written to, or name another with BULKHEAD_CACHE.`,
    );
    assert.equal(done, false);
  });

  it("is not waited for where there is no flock", async () => {
    const bare = await Workbench.create();
    try {
      const { result } = await bare.within(() => withLock("one", "it works", async () => "done"));
      assert.equal(result, "done");
    } finally {
      await bare.dispose();
    }
  });
});
