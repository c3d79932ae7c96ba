import assert from "node:assert/strict";
import { listContainers, runToEnd } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { until } from "../../tools/toolchain/index.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { unique } from "../harness/run.ts";

describe("a container that runs to its end", () => {
  let name: string;
  beforeEach(() => {
    name = unique("short");
  });
  afterEach(async () => {
    // The engine takes its time to remove what has ended.
    const gone = await until(async () => {
      const left = await listContainers(engine, ["bulkhead.test"]);
      return left.some(({ Names }) => Names.includes(`/${name}`)) ? undefined : true;
    }, 10_000);
    assert.equal(gone, true, "nothing is left of it");
  });

  const ran = (script: string, deadline = 30_000, program = "python3") =>
    runToEnd(
      engine,
      {
        name,
        Image: demoImage("probe"),
        Entrypoint: [program, "-c", script],
        Cmd: [],
        Labels: { ...testLabels },
        HostConfig: {},
      },
      deadline,
    );

  it("gives what it wrote, its errors apart", async () => {
    assert.deepEqual(await ran("import sys; print('found'); print('but', file=sys.stderr)"), {
      stdout: "found\n",
      stderr: "but\n",
    });
  });

  it("gives all of it, however much, although it is gone at once", async () => {
    const { stdout } = await ran("print('x' * 1_000_000)");
    assert.equal(stdout, `${"x".repeat(1_000_000)}\n`);
  });

  it("is ended when its time is over, with what it had written", async () => {
    const { stdout } = await ran("import signal; print('waiting', flush=True); signal.pause()", 2000);
    assert.equal(stdout, "waiting\n");
  });

  it("that does not start is an error", async () => {
    await assert.rejects(ran("", 2000, "nowhere"), /its image has no program nowhere/);
  });
});
