import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answers, CommandFailure, run, setVerbosity } from "../../tools/toolchain/index.ts";
import { Workbench } from "./workbench.ts";

describe("a program that is run", () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.create("true");
    await bench.program("talk", 'echo "$@"; cat');
    await bench.program("fail", "seq 1 40; echo 'the reason' >&2; exit 3");
    await bench.program("die", "kill -9 $$");
    await writeFile(join(bench.folder, "bin/data"), "no program");
    await chmod(join(bench.folder, "bin/data"), 0o644);
  });
  after(() => bench.dispose());

  it("gives what it writes, and takes what it is given", async () => {
    const { result } = await bench.within(() => run("talk", ["to", "me"], { input: "and more" }));
    assert.equal(result, "to me\nand more");
  });

  it("may end without reading what it is given", async () => {
    const { error } = await bench.within(() => run("true", [], { input: "x".repeat(1 << 20) }));
    assert.equal(error, undefined);
  });

  it("that fails is an error with its code and the last lines it wrote", async () => {
    await bench.within(() =>
      assert.rejects(
        () => run("fail", ["now"]),
        (error: unknown) => {
          assert.ok(error instanceof CommandFailure);
          assert.equal(error.code, 3);
          assert.equal(error.evidence.length, 15);
          assert.deepEqual(error.message.split("\n").slice(0, 2), [
            "`fail now` ended with code 3:",
            "    27",
          ]);
          assert.match(error.message, /\n {4}40\n {4}the reason$/);
          return true;
        },
      ),
    );
  });

  it("that is killed is an error, too", async () => {
    const { error } = await bench.within(() => run("die", []));
    assert.equal(error, "`die` was ended by a signal:");
  });

  it("that is not there, or may not be run, is a sentence", async () => {
    assert.equal(
      (await bench.within(() => run("nowhere", []))).error,
      "The program nowhere is not on the PATH. Install it, or put it there.",
    );
    assert.equal(
      (await bench.within(() => run("data", []))).error,
      "The program data cannot be run: spawn data EACCES. See its permissions.",
    );
  });

  it("answers when it ends well, and only then", async () => {
    const programs = ["true", "fail", "nowhere"];
    const { result } = await bench.within(() => Promise.all(programs.map(name => answers(name, []))));
    assert.deepEqual(result, [true, false, false]);
  });

  it("is shown with how long it took where that was asked for, a script by its first line", async () => {
    setVerbosity("verbose");
    try {
      const { said } = await bench.within(() => run("talk", ["-c", "first\nsecond"]));
      assert.match(said, /^\$ talk -c first … {2}\(\d+\.\d s, code 0\)\n$/);
    } finally {
      setVerbosity("normal");
    }
  });
});
