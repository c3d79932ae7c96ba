import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cached } from "../../tools/toolchain/index.ts";
import { Workbench } from "./workbench.ts";

const key = "tool-1.0";

/** Fills an entry with a program and a file in a folder, and counts. */
function builder(): { readonly build: (folder: string) => Promise<void>; readonly count: () => number } {
  let count = 0;
  const build = async (folder: string): Promise<void> => {
    count += 1;
    await mkdir(join(folder, "lib"));
    await writeFile(join(folder, "lib/data"), "data as it was made");
    await writeFile(join(folder, "program"), "#!/bin/sh\n");
    await chmod(join(folder, "program"), 0o755);
  };
  return { build, count: () => count };
}

/** How an entry can come to be not what it was. */
const damages: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  "a manifest that is no JSON": folder => writeFile(join(folder, "manifest.json"), '{"files": {"progr'),
  "an empty manifest": folder => truncate(join(folder, "manifest.json")),
  "a manifest of something else": folder => writeFile(join(folder, "manifest.json"), "null"),
  "no manifest": folder => rm(join(folder, "manifest.json")),
  "a file cut short": folder => truncate(join(folder, "lib/data"), 3),
  "a file with one letter changed": folder => writeFile(join(folder, "lib/data"), "data as it wax made"),
  "a missing file": folder => rm(join(folder, "program")),
  "a program that may not be run": folder => chmod(join(folder, "program"), 0o644),
};

describe("the cache", () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.create("flock", "sh", "cat");
  });
  afterEach(() => bench.dispose());

  it("builds an entry once, and gives it from then on", async () => {
    const { build, count } = builder();
    const first = await bench.within(() => cached(key, build));
    const second = await bench.within(() => cached(key, build));
    assert.equal(first.result, join(bench.cache, key));
    assert.equal(second.result, first.result);
    assert.equal(count(), 1);
  });

  it("keeps another version beside it", async () => {
    const { build, count } = builder();
    await bench.within(() => cached(key, build));
    await bench.within(() => cached("tool-1.1", build));
    assert.equal(count(), 2);
    assert.deepEqual((await readdir(bench.cache)).filter(name => !name.endsWith(".lock")).sort(), [
      "tool-1.0",
      "tool-1.1",
    ]);
  });

  for (const [damage, apply] of Object.entries(damages)) {
    it(`builds an entry again that has ${damage}`, async () => {
      const { build, count } = builder();
      const folder = join(bench.cache, key);
      await bench.within(() => cached(key, build));
      await apply(folder);
      assert.equal((await bench.within(() => cached(key, build))).result, folder);
      assert.equal(count(), 2);
      assert.equal(await readFile(join(folder, "lib/data"), "utf8"), "data as it was made");
      await bench.within(() => cached(key, build));
      assert.equal(count(), 2, "and is content with it then");
    });
  }

  it("reads an entry again whose times are others, and is content with it where it is the same", async () => {
    const { build, count } = builder();
    const manifest = join(bench.cache, key, "manifest.json");
    const times = async (): Promise<string> =>
      JSON.parse(await readFile(manifest, "utf8")).stamps["lib/data"];
    await bench.within(() => cached(key, build));
    const first = await times();
    // As what restores a cache elsewhere does it.
    await writeFile(join(bench.cache, key, "lib/data"), "data as it was made");
    await bench.within(() => cached(key, build));
    assert.equal(count(), 1);
    assert.notEqual(await times(), first, "the times of now are kept");
  });

  it("does not read an entry that nobody touched", async () => {
    const { build, count } = builder();
    const manifest = join(bench.cache, key, "manifest.json");
    await bench.within(() => cached(key, build));
    const written = JSON.parse(await readFile(manifest, "utf8"));
    await writeFile(manifest, JSON.stringify({ ...written, files: { program: "-", "lib/data": "-" } }));
    await bench.within(() => cached(key, build));
    assert.equal(count(), 1, "no hash was looked at");
  });

  it("leaves nothing of a build that fails, says why it did, and builds it the next time", async () => {
    const { error } = await bench.within(() =>
      cached(key, async folder => {
        await writeFile(join(folder, "half"), "");
        throw new Error("the compiler has had enough");
      }),
    );
    assert.equal(error, "the compiler has had enough");
    assert.deepEqual(await readdir(bench.cache), [`${key}.lock`]);
    const { build } = builder();
    assert.equal((await bench.within(() => cached(key, build))).result, join(bench.cache, key));
  });

  /** What is there after a build that found a draft of a process that is gone, and one of a living. */
  async function leftOfDrafts(
    bench: Workbench,
  ): Promise<{ readonly living: string; readonly left: readonly string[] }> {
    const killed = spawn("true");
    await once(killed, "close");
    const [dead, living] = [`${key}.draft-${killed.pid}-a1b2c3`, `${key}.draft-${process.ppid}-d4e5f6`];
    for (const name of [dead, living]) await mkdir(join(bench.cache, name), { recursive: true });
    await bench.within(() => cached(key, builder().build));
    return { living, left: (await readdir(bench.cache)).sort() };
  }

  it("clears away what a killed build left, even before its process is wholly gone: nobody else has the lock", async () => {
    const { left } = await leftOfDrafts(bench);
    assert.deepEqual(left, [key, `${key}.lock`]);
  });

  it("clears away nothing of a build that goes on where there is no flock", async () => {
    const unlocked = await Workbench.create();
    try {
      const { living, left } = await leftOfDrafts(unlocked);
      assert.deepEqual(left, [key, living]);
    } finally {
      await unlocked.dispose();
    }
  });

  it("says in a sentence that its folder cannot be made", async () => {
    await writeFile(bench.cache, "a file in its place");
    const { error } = await bench.within(() => cached(key, builder().build));
    assert.equal(
      error,
      `The cache folder ${bench.cache} cannot be made (EEXIST). Name one that can be written to with BULKHEAD_CACHE.`,
    );
  });

  it("puts an entry in place once where there is no flock and two build it at once", async () => {
    const unlocked = await Workbench.create();
    try {
      let arrived = 0;
      let goOn = (): void => undefined;
      const both = new Promise<void>(resolve => {
        goOn = resolve;
      });
      const build = async (folder: string): Promise<void> => {
        await builder().build(folder);
        arrived += 1;
        if (arrived === 2) goOn();
        await both;
      };
      const { result, error } = await unlocked.within(() =>
        Promise.all([cached(key, build), cached(key, build)]),
      );
      assert.equal(error, undefined);
      assert.deepEqual(result, [join(unlocked.cache, key), join(unlocked.cache, key)]);
      assert.deepEqual(await readdir(unlocked.cache), [key]);
    } finally {
      await unlocked.dispose();
    }
  });
});

/** A process that needs the entry. */
class Needer {
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  readonly #errors: string[] = [];

  constructor(bench: Workbench) {
    const script = join(import.meta.dirname, "cacheBuilder.ts");
    this.#process = spawn(process.execPath, [script, key], { env: bench.env, stdio: "pipe" });
    for (const [stream, lines] of [
      [this.#process.stdout, this.#lines],
      [this.#process.stderr, this.#errors],
    ] as const) {
      if (stream !== null) createInterface(stream).on("line", line => lines.push(line));
    }
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Waits until it says something that begins so, for as long as the test may take. */
  async says(beginning: string): Promise<void> {
    const said = (): boolean => [...this.#lines, ...this.#errors].some(line => line.startsWith(beginning));
    while (!said()) {
      const streams = [this.#process.stdout, this.#process.stderr].filter(stream => stream !== null);
      await Promise.race(streams.map(stream => once(stream, "data")));
      // The line is split off after the data has come in.
      await new Promise(setImmediate);
    }
  }

  async goOn(): Promise<void> {
    this.#process.stdin?.end();
    if (this.#process.exitCode === null) await once(this.#process, "close");
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await once(this.#process, "close");
  }
}

describe("two processes that need the same cache entry at once", () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.create("flock", "sh", "cat");
  });
  afterEach(() => bench.dispose());

  it("build it once, and both get it; the second says what it waits for", async function () {
    this.timeout(30_000);
    const first = new Needer(bench);
    await first.says("building");
    const second = new Needer(bench);
    await second.says(`… waiting for another run: it is making ${key}, which this one needs too`);
    await first.goOn();
    await second.goOn();
    const got = `got ${join(bench.cache, key)}`;
    assert.deepEqual(first.lines, ["building", got]);
    assert.deepEqual(second.lines, [got]);
  });

  it("go on without the one that is killed while it builds", async function () {
    this.timeout(30_000);
    const first = new Needer(bench);
    await first.says("building");
    const second = new Needer(bench);
    await second.says("… waiting for another run");
    await first.kill();
    await second.says("building");
    await second.goOn();
    assert.deepEqual(second.lines, ["building", `got ${join(bench.cache, key)}`]);
    assert.deepEqual((await readdir(bench.cache)).sort(), [key, `${key}.lock`]);
  });
});
