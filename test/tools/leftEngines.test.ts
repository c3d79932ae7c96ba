import assert from "node:assert/strict";
import { type MachineProcess, processesOfEngine } from "../../tools/ownEngine/processes.ts";

/** A process by its id, its parent's and its command line. */
const one = (pid: number, parent: number, command: string): MachineProcess => ({
  pid,
  parent,
  command: command.split(" "),
});

describe("what is left of an engine that was killed", () => {
  const folder = "/tmp/bulkhead-engine-t9x0a1b2c-Xy12Zw";

  it("is what was told its folder, and all that descends from that", () => {
    const left = [
      one(20, 1, `/usr/bin/containerd --config ${folder}/exec/containerd/containerd.toml`),
      one(21, 1, `/usr/bin/containerd-shim-runc-v2 -namespace moby -address ${folder}/exec/c.sock`),
      one(22, 21, "postgres"),
      one(23, 22, "postgres: checkpointer"),
    ];
    const others = [
      one(1, 0, "/sbin/init"),
      one(30, 1, "dockerd"),
      one(31, 1, "containerd-shim-runc-v2 -address /run/containerd/containerd.sock"),
      one(32, 31, "postgres"),
      one(33, 1, `tail -f ${folder}/dockerd.log`),
      one(34, 1, `dockerd --data-root=${folder}2/data`),
    ];
    assert.deepEqual(processesOfEngine(folder, [...others, ...left]).sort(), [20, 21, 22, 23]);
  });

  it("is the engine itself, where that still goes on", () => {
    const engine = one(40, 1, `dockerd --host=unix://${folder}/docker.sock --data-root=${folder}/data`);
    const proxy = one(41, 40, "/usr/sbin/docker-proxy -proto tcp");
    assert.deepEqual(processesOfEngine(folder, [proxy, engine]).sort(), [40, 41]);
  });
});
