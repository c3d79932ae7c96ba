import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { inspectContainer } from "../../engine/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { engine } from "../harness/engine.ts";
import { type Outcome, PulumiProject, root } from "../harness/project.ts";

/** A workload of two replicas that writes as it is told, and one that is done. */
const program = `
import { Job, Segment, Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const image = demoImage("probe");
const writes = ["-c", \`
import signal, socket, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
signal.signal(signal.SIGUSR1, lambda *_: print("again", flush=True))
print("begun", flush=True)
while True:
    signal.pause()
\`];
const shared = new Segment("shared", { mutual: true });
new Workload("writer", { image, command: writes, replicas: 2, segments: [shared], tier: "desk" });
new Job("once", { image, command: ["-c", "print('done')"] });
`;

describe("daily work by a stack's names", function () {
  this.timeout(180_000);
  let project: PulumiProject;
  before(async () => {
    project = await PulumiProject.create({ program });
    await project.up();
  });
  after(() => project?.dispose());

  const run = (...args: readonly string[]): Promise<Outcome> => project.bulkhead(...args);
  const inStack = (): readonly string[] => ["--stack", project.stack];

  it("status: what runs, what is done, and its last lines", async () => {
    const { code, stdout, stderr } = await run("status", ...inStack());
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^WORKLOAD +STATE +SINCE +RESTARTS +PUBLISHED +CONTAINER\n/);
    assert.match(stdout, /^once +done +\d+ \w+ +0 +- +once\S*$/m);
    assert.match(stdout, /^writer\/2 +running /m);
    assert.match(stdout, /once\S* wrote last:\n {2}done$/m);
    const json = JSON.parse((await run("status", ...inStack(), "--format", "json")).stdout) as {
      version: number;
      containers: { workload: string; well: boolean }[];
    };
    assert.deepEqual(
      [json.version, json.containers.map(({ workload, well }) => [workload, well])],
      [
        1,
        [
          ["once", true],
          ["writer", true],
          ["writer", true],
        ],
      ],
    );
  });

  it("logs: of several as one, each line with its name", async () => {
    const { code, stdout } = await run("logs", ...inStack());
    assert.equal(code, 0);
    assert.deepEqual(stdout.trimEnd().split("\n").sort(), [
      "once     | done",
      "writer/1 | begun",
      "writer/2 | begun",
    ]);
    assert.equal((await run("logs", "desk/2", "--tail", "1", ...inStack())).stdout, "writer | begun\n");
  });

  it("exec: in a replica, with what is given to it, and it ends as the command does", async () => {
    const { code, stdout, stderr } = await run(
      ...[
        "exec",
        "writer/2",
        ...inStack(),
        "--",
        "python3",
        "-c",
        "import sys; print('out'); sys.exit('bad')",
      ],
    );
    assert.deepEqual([code, stdout, stderr], [1, "out\n", "bad\n"]);
  });

  it("logs --follow: of all at once, also of one that is restarted meanwhile; restart: one at a time", async () => {
    const child = spawn(
      process.execPath,
      [join(root, "cli/main.ts"), "logs", "-f", "-n", "0", "desk", ...inStack()],
      {
        cwd: project.folder,
        env: project.env,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let written = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      written += text;
    });
    const ended = new Promise<number | null>(resolve => child.on("close", resolve));
    try {
      const tell = async (replica: string): Promise<void> => {
        const { code, stderr } = await run(
          ...["exec", replica, ...inStack(), "--", "python3", "-c", "import os; os.kill(1, 10)"],
        );
        assert.equal(code, 0, stderr);
      };
      const has = (line: string) => async () => (written.includes(`${line}\n`) ? true : undefined);
      // It may not follow yet when the first is told.
      const first = async (): Promise<true | undefined> => {
        await tell("writer/1");
        return await until(has("writer/1 | again"), 2000);
      };
      assert.equal(await until(first, 60_000), true, written);
      await tell("writer/2");
      assert.equal(await until(has("writer/2 | again"), 30_000), true, written);
      const restarted = await run("restart", "desk", ...inStack());
      assert.equal(restarted.code, 0, restarted.stderr);
      assert.match(restarted.stderr, /writer\/1 is back\.\nwriter\/2 is back\.\n/);
      assert.equal(await until(has("writer/2 | begun"), 30_000), true, written);
    } finally {
      child.kill("SIGINT");
    }
    assert.equal(await ended, 0);
  });

  it("says which names there are, and that nothing runs", async () => {
    const { code, stderr } = await run("logs", "writre", ...inStack());
    assert.equal(code, 2);
    assert.match(stderr, /^Stack \S+ has no workload or tier writre\. It has once, writer and desk; /);
  });

  it("status: 1 where something is not as it should be", async () => {
    const listed = await engine.read("list", docker =>
      docker.listContainers({
        filters: { label: [`bulkhead.stack=bulkhead-test/${project.stack}`, "bulkhead.replica=2"] },
      }),
    );
    const id = listed[0]?.Id ?? "";
    assert.equal((await inspectContainer(engine, id))?.State.Running, true);
    await engine.call("kill", docker => docker.getContainer(id).stop({ t: 0 }));
    const { code, stdout } = await run("status", "writer", ...inStack());
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^writer\/2 +failed /m);
  });
});
