import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { removeLeftEngines } from "../../tools/ownEngine/index.ts";
import { lives, until } from "../../tools/toolchain/index.ts";
import { engine } from "../harness/engine.ts";
import { PrivateEngine } from "../harness/privateEngine.ts";
import { root } from "../harness/project.ts";
import { runId } from "../harness/run.ts";

/** A run that starts an engine of its own, says which and as which process, and then only lives. */
const run = `
import { makeMark } from "./tools/marks/index.ts";
import { OwnEngine } from "./tools/ownEngine/index.ts";
const own = await OwnEngine.start(makeMark("test"));
console.log(JSON.stringify({ host: own.host, pid: own.pid }));
setInterval(() => undefined, 1000);
`;

describe("an engine of a run's own", () => {
  let started: ChildProcess | undefined;
  afterEach(() => {
    started?.kill("SIGKILL");
  });

  /** Starts such a run; it is killed after the test. */
  async function startRun(): Promise<{ run: ChildProcess; folder: string; pid: number }> {
    const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", run], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    started = child;
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const { host, pid } = JSON.parse(line) as { host: string; pid: number };
    return { run: child, folder: dirname(host.replace("unix://", "")), pid };
  }

  it("is of the same release as the tests', in a network that is nobody else's", async function () {
    this.timeout(120_000);
    const own = await PrivateEngine.create([]);
    try {
      assert.deepEqual(await own.engine.version(), await engine.version());
      const network = (pid: number | "self"): Promise<string> => readlink(`/proc/${pid}/ns/net`);
      assert.notEqual(await network(own.pid), await network("self"));
    } finally {
      await own.dispose();
    }
  });

  it("ends with the run, also where that is killed; the next run removes what it had", async function () {
    this.timeout(120_000);
    const { run, folder, pid } = await startRun();
    await removeLeftEngines(runId);
    assert.ok(existsSync(join(folder, "docker.sock")), "that of a run that lives is left alone");
    run.kill("SIGKILL");
    const ended = await until(async () => (lives(pid) ? undefined : true), 60_000);
    assert.equal(ended, true);
    await removeLeftEngines(runId);
    assert.equal(existsSync(folder), false);
  });

  it("that was killed together with its run leaves no process and no folder behind the next", async function () {
    this.timeout(120_000);
    const { run, folder, pid } = await startRun();
    // Nobody is left who could end the part that keeps the containers.
    process.kill(pid, "SIGSTOP");
    const closed = once(run, "close");
    run.kill("SIGKILL");
    await closed;
    await removeLeftEngines(runId);
    assert.equal(lives(pid), false);
    assert.equal(existsSync(folder), false);
  });
});
