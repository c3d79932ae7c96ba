import assert from "node:assert/strict";
import { inspectService, listContainers, listTasks, updateService } from "../../../engine/index.ts";
import { demoImage } from "../../../images/reference.ts";
import type { Properties } from "../../../provider/protocol/values.ts";
import { service } from "../../../provider/resources/swarm/service.ts";
import { formatDuration } from "../../../provider/tables/duration.ts";
import { differences, told } from "../../harness/differences.ts";
import type { Made, RpcFailure } from "../../harness/providerClient.ts";
import { unique } from "../../harness/run.ts";
import { type OwnSwarm, serviceUrn } from "../useSwarm.ts";

/** A task that does nothing and goes at once when it is asked to. */
export const idleTask = (more: Properties = {}, task: Properties = {}): Properties => ({
  ...task,
  containerSpec: {
    image: demoImage("app"),
    commands: ["busybox", "sleep"],
    args: ["1000"],
    stopGracePeriod: "0s",
    ...more,
  },
});

const waiting: Properties = { delay: "1s", timeout: "40s" };

/** What a service does beyond its properties. */
export function serviceTests(swarm: OwnSwarm): void {
  const made: Made[] = [];
  const make = async (inputs: Properties): Promise<Made> => {
    const one = await swarm.client.make(serviceUrn(), inputs);
    made.push(one);
    return one;
  };
  afterEach(async () => {
    await Promise.all(made.splice(0).map(one => swarm.client.delete(one.urn, one.id, one.state)));
  });

  it("comes up before its creation ends, is changed in place, and is gone with its containers", async () => {
    // The swarm watches each new task for a while before it goes on.
    const updateConfig = { monitor: "300ms" };
    const inputs = { taskSpec: idleTask(), convergeConfig: waiting, updateConfig };
    const one = await make(inputs);
    const [first] = await listTasks(swarm.engine, one.id);
    assert.equal(first?.Status.State, "running");
    const { inputs: news } = await swarm.client.check(one.urn, one.inputs, {
      ...inputs,
      taskSpec: idleTask({ env: { COLOUR: "green" } }),
      mode: { replicated: { replicas: 2 } },
    });
    const diff = await swarm.client.diff(one.urn, one.id, one.inputs, one.state, news);
    assert.deepEqual([diff.diffs.toSorted(), diff.replaces], [["mode", "taskSpec"], []]);
    const state = await swarm.client.update(one.urn, one.id, one.inputs, one.state, news);
    const running = (await listTasks(swarm.engine, one.id)).filter(
      task => task.DesiredState === "running" && task.Status.State === "running",
    );
    assert.deepEqual(
      running.map(task => task.Spec.ContainerSpec.Env),
      [["COLOUR=green"], ["COLOUR=green"]],
    );
    const read = await swarm.client.read(one.urn, one.id, news, state);
    assert.deepEqual([read?.inputs, read?.state], [news, state]);
    await swarm.client.delete(one.urn, one.id, state);
    const label = `com.docker.swarm.service.id=${one.id}`;
    assert.deepEqual(await listContainers(swarm.engine, [label]), []);
    assert.equal(await swarm.client.read(one.urn, one.id, news, state), undefined);
  });

  it("has its tasks asked soon whether they are well, where the engine can; one that has them asked otherwise keeps to that", async () => {
    const healthcheck = { tests: ["CMD", "busybox", "true"], interval: "60s", startPeriod: "60s" };
    const one = await make({ taskSpec: idleTask({ healthcheck }) });
    const healthOf = async (id: string) =>
      (await inspectService(swarm.engine, id))?.Spec.TaskTemplate.ContainerSpec.Healthcheck;
    const { StartInterval } = (await healthOf(one.id)) ?? {};
    assert.equal(
      StartInterval ? formatDuration(StartInterval) : "interval",
      await told(differences.startInterval),
    );
    assert.deepEqual((await swarm.client.read(one.urn, one.id, one.inputs, one.state))?.inputs, one.inputs);

    await updateService(swarm.engine, one.id, undefined, ({ Spec }) => {
      const { StartInterval: _, ...plain } = Spec.TaskTemplate.ContainerSpec.Healthcheck ?? {};
      const container = { ...Spec.TaskTemplate.ContainerSpec, Healthcheck: plain };
      return { ...Spec, TaskTemplate: { ...Spec.TaskTemplate, ContainerSpec: container } };
    });
    const mode = { replicated: { replicas: 2 } };
    const { inputs: news } = await swarm.client.check(one.urn, one.inputs, { ...one.inputs, mode });
    await swarm.client.update(one.urn, one.id, one.inputs, one.state, news);
    assert.equal((await healthOf(one.id))?.StartInterval, undefined);
  });

  it("that cannot be reached without convergeConfig is left to the swarm", async () => {
    const one = await make({ taskSpec: idleTask({ image: "bulkhead.invalid/none:1" }) });
    assert.equal((await inspectService(swarm.engine, one.id))?.Spec.Name, one.inputs["name"]);
  });

  it("whose task exits at once has failed, with its task's error and last lines, and stays in the state", async () => {
    const task = idleTask({ commands: ["busybox", "sh", "-c", "echo no database; exit 3"], args: [] });
    const inputs = {
      taskSpec: { ...task, restartPolicy: { condition: "none" } },
      convergeConfig: waiting,
    };
    const urn = serviceUrn();
    const { inputs: checked } = await swarm.client.check(urn, {}, inputs);
    await assert.rejects(swarm.client.create(urn, checked), (error: RpcFailure) => {
      assert.equal(error.partial, true);
      assert.equal(
        error.details,
        `Service ${checked["name"]} does not come up: its task ended with a non-zero exit (3). Correct its command or what it needs; \`docker service logs ${checked["name"]}\` shows what it said.\n    no database`,
      );
      return true;
    });
    const left = await inspectService(swarm.engine, String(checked["name"]));
    await swarm.client.delete(urn, left?.ID ?? "", checked);
  });

  it("whose image nobody has is rejected by the node, which is said at once", async () => {
    const urn = serviceUrn();
    const { inputs: checked } = await swarm.client.check(
      urn,
      {},
      {
        taskSpec: idleTask({ image: "127.0.0.1:1/none:1" }, { restartPolicy: { delay: "0s" } }),
        convergeConfig: waiting,
      },
    );
    await assert.rejects(swarm.client.create(urn, checked), (error: RpcFailure) => {
      assert.equal(
        error.details,
        `Service ${String(checked["name"])} does not come up: its node does not have the image 127.0.0.1:1/none:1, and cannot pull it. ` +
          "Check its name, and give its registry's login in auth or the provider's registryAuth.",
      );
      return true;
    });
    const left = await inspectService(swarm.engine, String(checked["name"]));
    await swarm.client.delete(urn, left?.ID ?? "", checked);
  });

  it("changed by hand is seen by a refresh; a forced update is no difference, and stays", async () => {
    const one = await make({ taskSpec: idleTask() });
    await updateService(swarm.engine, one.id, undefined, ({ Spec }) => ({
      ...Spec,
      TaskTemplate: { ...Spec.TaskTemplate, ForceUpdate: 3 },
    }));
    const forced = await swarm.client.read(one.urn, one.id, one.inputs, one.state);
    assert.deepEqual([forced?.inputs, forced?.state], [one.inputs, one.state]);
    await updateService(swarm.engine, one.id, undefined, ({ Spec }) => ({
      ...Spec,
      Mode: { Replicated: { Replicas: 0 } },
    }));
    const scaled = await swarm.client.read(one.urn, one.id, one.inputs, one.state);
    assert.deepEqual(scaled?.inputs["mode"], { replicated: { replicas: 0 } });
    await swarm.client.update(one.urn, one.id, scaled.inputs, scaled.state, one.inputs);
    const { Spec } = (await inspectService(swarm.engine, one.id)) ?? assert.fail();
    assert.deepEqual([Spec.Mode, Spec.TaskTemplate.ForceUpdate], [{ Replicated: { Replicas: 1 } }, 3]);
  });

  it("is imported with inputs that change nothing", async () => {
    const one = await make({
      name: unique("service"),
      taskSpec: idleTask({ env: { A: "b" } }),
      mode: { replicated: { replicas: 0 } },
      endpointSpec: { ports: [{ targetPort: 80, publishedPort: 18_080 }] },
    });
    const found = await swarm.client.read(one.urn, String(one.inputs["name"]), {}, {});
    assert.equal(found?.id, one.id);
    const { inputs, failures } = await swarm.client.check(one.urn, {}, found.inputs);
    assert.deepEqual(failures, []);
    const diff = await swarm.client.diff(one.urn, one.id, found.inputs, found.state, inputs);
    assert.deepEqual([diff.changed, diff.detailed], [false, {}]);
    const own = await swarm.client.diff(one.urn, one.id, found.inputs, found.state, one.inputs);
    assert.deepEqual([own.changed, own.detailed], [false, {}]);
  });

  it("has a kind, replicated or global, which is not changed in place", async () => {
    const { change } = service.table["mode"] ?? assert.fail();
    assert.ok(typeof change === "object");
    assert.equal(change.decide({ global: true }, { replicated: { replicas: 1 } }), "replace");
    assert.equal(change.decide({ replicated: { replicas: 1 } }, { replicated: { replicas: 4 } }), "update");
    const one = await make({ taskSpec: idleTask(), mode: { global: true }, convergeConfig: waiting });
    assert.deepEqual((await inspectService(swarm.engine, one.id))?.Spec.Mode, { Global: {} });
  });
}
