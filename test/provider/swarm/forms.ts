import assert from "node:assert/strict";
import { inspectService, inspectStored, updateService } from "../../../engine/index.ts";
import type { Properties } from "../../../provider/protocol/values.ts";
import type { Made } from "../../harness/providerClient.ts";
import { assertSettled } from "../settled.ts";
import { networkUrn } from "../useProvider.ts";
import { configUrn, type OwnSwarm, secretUrn, serviceUrn } from "../useSwarm.ts";
import { idleTask } from "./services.ts";

const none: Properties = { replicated: { replicas: 0 } };

/** What a swarm keeps, said in unusual ways, or made by the official plugin. */
export function formTests(swarm: OwnSwarm): void {
  async function settle(made: Made, given: Properties): Promise<void> {
    await assertSettled(swarm.client, made, given);
    await swarm.client.delete(made.urn, made.id, made.state);
  }

  const services: Readonly<Record<string, Properties>> = {
    "without an endpoint": {},
    "watched for no time": { updateConfig: { monitor: "0s" }, rollbackConfig: { monitor: "0s" } },
    "with a bind as it is by default": {
      taskSpec: idleTask({ mounts: [{ type: "bind", source: "/etc", target: "/x", bindOptions: {} }] }),
    },
    "with the same twice": {
      taskSpec: idleTask(
        { hosts: Array(2).fill({ host: "a", ip: "10.0.0.1" }) },
        {
          placement: { constraints: ["node.role==manager", "node.role==manager"] },
        },
      ),
    },
  };
  for (const [how, inputs] of Object.entries(services)) {
    it(`a service ${how} stays as it is`, async () => {
      const given = { taskSpec: idleTask(), mode: none, ...inputs };
      const made = await swarm.client.make(serviceUrn(), given);
      const { Spec } = (await inspectService(swarm.engine, made.id)) ?? assert.fail();
      // The official plugin looks at it without asking whether it is there.
      assert.equal(Spec.EndpointSpec?.Mode, "vip");
      const { Placement, ContainerSpec } = Spec.TaskTemplate;
      assert.ok((Placement?.Constraints ?? []).length <= 1);
      assert.ok((ContainerSpec.Hosts ?? []).length <= 1);
      await settle(made, given);
    });
  }

  it("a service that the official plugin made, which sends times of 0, is no change", async () => {
    const { stopGracePeriod: _, ...containerSpec } = idleTask()["containerSpec"] as Properties;
    const given = { taskSpec: { containerSpec, restartPolicy: { condition: "any" } }, mode: none };
    const made = await swarm.client.make(serviceUrn(), given);
    await updateService(swarm.engine, made.id, undefined, ({ Spec }) => ({
      ...Spec,
      TaskTemplate: {
        ...Spec.TaskTemplate,
        ContainerSpec: { ...Spec.TaskTemplate.ContainerSpec, StopGracePeriod: 0 },
        RestartPolicy: { Condition: "any", MaxAttempts: 0, Delay: 0, Window: 0 },
      },
    }));
    const read = await swarm.client.read(made.urn, made.id, made.inputs, made.state);
    assert.deepEqual(read?.inputs, made.inputs);
    await swarm.client.delete(made.urn, made.id, made.state);
  });

  it("a service tells the port of the nodes that the swarm chose", async () => {
    const given = { taskSpec: idleTask(), mode: none, endpointSpec: { ports: [{ targetPort: 80 }] } };
    const made = await swarm.client.make(serviceUrn(), given);
    const { ports } = made.state["endpointSpec"] as { ports: { publishedPort: number }[] };
    const seen = await inspectService(swarm.engine, made.id);
    assert.deepEqual(
      ports.map(({ publishedPort }) => publishedPort),
      seen?.Endpoint?.Ports?.map(({ PublishedPort }) => PublishedPort),
    );
    assert.ok((ports[0]?.publishedPort ?? 0) >= 30_000);
    await settle(made, given);
  });

  it("an overlay tells its subnet as soon as it is made", async () => {
    const made = await swarm.client.make(networkUrn(), { driver: "overlay" });
    assert.equal((made.state["ipamConfigs"] as readonly unknown[]).length, 1);
    await settle(made, { driver: "overlay" });
  });

  it("a secret and a config may be wrapped as programs wrap base64", async () => {
    const given = { data: "aGVs\nbG8=\n" };
    for (const [kind, urn] of [
      ["secret", secretUrn()],
      ["config", configUrn()],
    ] as const) {
      const made = await swarm.client.make(urn, given);
      const stored = await inspectStored(swarm.engine, kind, made.id);
      if (kind === "config") assert.equal(stored?.Spec.Data, "aGVsbG8=");
      await swarm.client.delete(urn, made.id, made.state);
    }
  });

  it("a config's text is told as it was given, and in no other way", async () => {
    const made = await swarm.client.make(configUrn(), { dataRaw: "x" });
    assert.deepEqual([made.state["data"], made.state["dataRaw"]], ["", "x"]);
    await settle(made, { dataRaw: "x" });
  });
}
