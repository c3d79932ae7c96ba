import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { removeLeftEngines } from "../../tools/ownEngine/index.ts";
import { lives, until } from "../../tools/toolchain/index.ts";
import { root } from "../harness/project.ts";
import { runId } from "../harness/run.ts";

/** A run that starts a swarm of two machines, says which processes and folders that is, and then only lives. */
const run = `
import { makeMark } from "./tools/marks/index.ts";
import { OwnSwarm } from "./tools/ownEngine/index.ts";
const swarm = await OwnSwarm.start(makeMark("test"), { nodes: 2 });
const pids = [...swarm.nodes.map(({ own }) => own.pid), Number(swarm.fromOutside[1].split("=")[1])];
console.log(JSON.stringify({ ready: await swarm.ready(), pids, folders: swarm.nodes.map(({ own }) => own.folder) }));
setInterval(() => undefined, 1000);
`;

describe("a swarm of a run's own", function () {
  this.timeout(120_000);
  let started: ChildProcess | undefined;
  afterEach(() => {
    started?.kill("SIGKILL");
  });

  it("ends with the run, also where that is killed: its machines and what connects them; the next one sweeps", async () => {
    started = spawn(process.execPath, ["--input-type=module-typescript", "--eval", run], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    assert.ok(started.stdout !== null);
    const [line] = (await once(createInterface({ input: started.stdout }), "line")) as [string];
    const { ready, pids, folders } = JSON.parse(line) as {
      ready: number;
      pids: number[];
      folders: string[];
    };
    assert.deepEqual([ready, pids.length, folders.length], [2, 3, 2]);
    assert.ok(pids.every(lives));
    started.kill("SIGKILL");
    const ended = await until(async () => (pids.some(lives) ? undefined : true), 60_000);
    assert.equal(ended, true);
    await removeLeftEngines(runId);
    assert.deepEqual(folders.filter(existsSync), []);
  });
});
