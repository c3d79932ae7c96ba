import assert from "node:assert/strict";
import { type Engine, type ServiceInspect, type Task, waitForService } from "../../../engine/index.ts";
import { SwarmLooks } from "../../../engine/swarmLooks.ts";

const spec = { ContainerSpec: { Image: "app:1" }, RestartPolicy: { Condition: "any" } };
const service: ServiceInspect = {
  ID: "s",
  Version: { Index: 1 },
  Spec: { Name: "s", TaskTemplate: spec, Mode: { Replicated: { Replicas: 1 } } },
};

function task(ID: string, State: string, CreatedAt = "2026-11-29T10:00:00Z"): Task {
  const DesiredState = State === "failed" ? "shutdown" : "running";
  return { ID, ServiceID: "s", Slot: 1, CreatedAt, DesiredState, Spec: spec, Status: { State } };
}

/** An engine whose tasks are another at each look; the last stays. */
function engineOf(looks: readonly (readonly Task[])[]): { engine: Engine; looked: () => number } {
  let looked = 0;
  const docker = {
    listServices: async () => [service],
    listTasks: async () => {
      looked += 1;
      return looks[Math.min(looked, looks.length) - 1];
    },
  };
  const ask = async (_: string, send: (client: unknown) => Promise<unknown>) => await send(docker);
  const engine = { find: ask, read: ask } as unknown as Engine;
  return { engine: Object.assign(engine, { looks: new SwarmLooks(engine) }), looked: () => looked };
}

async function settled(looks: readonly (readonly Task[])[]): Promise<{ looks: number; said: string[] }> {
  const { engine, looked } = engineOf(looks);
  const said: string[] = [];
  const { signal } = new AbortController();
  await waitForService(engine, "s", {
    since: new Set(),
    timeout: 20_000,
    signal,
    report: text => said.push(text),
  });
  return { looks: looked(), said };
}

describe("a service that comes up", () => {
  it("is up when the same task runs at two looks, and each state is told once", async () => {
    const starting = [task("a", "starting")];
    const { looks, said } = await settled([starting, starting, [task("a", "running")]]);
    assert.equal(looks, 4);
    assert.deepEqual(said, ["0 of 1 tasks run; starting", "all tasks run"]);
  });

  it("is not while its task ends and another takes its place between two looks", async () => {
    const first = task("a", "running");
    const again = [task("a", "failed"), task("b", "running", "2026-11-29T10:00:01Z")];
    const { looks } = await settled([[first], again]);
    assert.equal(looks, 3);
  });

  it("is looked at together with others that somebody waits for, by two calls", async () => {
    const calls: string[] = [];
    const docker = {
      listServices: async ({ filters }: { filters: string }) => {
        calls.push(`services ${filters}`);
        return [service, { ...service, ID: "other" }];
      },
      listTasks: async ({ filters }: { filters: string }) => {
        calls.push(`tasks ${filters}`);
        return [task("a", "running")];
      },
    };
    const ask = async (_: string, send: (client: unknown) => Promise<unknown>) => await send(docker);
    const looks = new SwarmLooks({ find: ask, read: ask } as unknown as Engine);
    const [own, again, other, gone] = await Promise.all(["s", "s", "other", "gone"].map(id => looks.at(id)));
    assert.deepEqual(calls, [
      'services {"id":["s","other","gone"]}',
      'tasks {"service":["s","other","gone"]}',
    ]);
    assert.deepEqual([own?.tasks.length, again, other?.tasks, gone?.service], [1, own, [], undefined]);
  });
});
