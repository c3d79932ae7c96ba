import assert from "node:assert/strict";
import { mock } from "node:test";
import { say, setVerbosity, step } from "../../tools/toolchain/index.ts";
import { Workbench } from "./workbench.ts";

describe("a step of a setup", () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.create();
    mock.timers.enable({ apis: ["setTimeout"] });
  });
  afterEach(async () => {
    mock.timers.reset();
    setVerbosity("normal");
    await bench.dispose();
  });

  /** A step that lasts so many milliseconds, by a clock of its own. */
  const lasting = (milliseconds: number, failure?: Error) =>
    bench.within(() =>
      step("baking bread", "there is none", async () => {
        mock.timers.tick(milliseconds);
        if (failure !== undefined) throw failure;
        return "bread";
      }),
    );

  it("says nothing when it takes no longer than two seconds", async () => {
    assert.deepEqual(await lasting(1999), { result: "bread", error: undefined, said: "" });
  });

  it("says what it does, why, and how long it took, when it takes longer", async () => {
    const { result, said } = await lasting(2000);
    assert.equal(result, "bread");
    assert.match(said, /^… baking bread: there is none\n {2}done in \d+ s\n$/);
  });

  it("says that it failed, when it does after that", async () => {
    const { error, said } = await lasting(2000, new Error("no flour"));
    assert.equal(error, "no flour");
    assert.match(said, /^… baking bread: there is none\n {2}failed after \d+ s\n$/);
  });

  it("leaves it to the error to speak, when it fails at once", async () => {
    assert.deepEqual(await lasting(0, new Error("no flour")), {
      result: undefined,
      error: "no flour",
      said: "",
    });
  });

  it("is silent where that was asked for, and so is everything else", async () => {
    setVerbosity("quiet");
    assert.equal((await lasting(5000)).said, "");
    assert.equal((await bench.within(async () => say("a line"))).said, "");
    setVerbosity("normal");
    assert.equal((await bench.within(async () => say("a line"))).said, "a line\n");
  });
});
