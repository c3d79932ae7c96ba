import assert from "node:assert/strict";
import {
  inspectNetwork,
  inspectService,
  kernelAbilities,
  listTasks,
  readInfo,
} from "../../../engine/index.ts";
import type { Properties } from "../../../provider/protocol/values.ts";
import type { RpcFailure } from "../../harness/providerClient.ts";
import { networkUrn } from "../useProvider.ts";
import { type OwnSwarm, serviceUrn } from "../useSwarm.ts";
import { idleTask } from "./services.ts";

const open = (choices: string): Properties => ({ label: "bulkhead.open", value: choices });

/** What the plugin decides of a service, or refuses, by what it finds on the engine. */
export function chosenTests(swarm: OwnSwarm): void {
  it("how it is reached follows from what the kernel can, where that is left open, and nothing of that stays in it", async () => {
    const { virtualAddresses } = await kernelAbilities(swarm.engine);
    const inputs = {
      labels: [open("endpoint publish"), { label: "team", value: "shop" }],
      taskSpec: idleTask(),
      endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }] },
      updateConfig: { order: "start-first" },
    };
    const { inputs: settled } = await swarm.client.check(serviceUrn(), {}, inputs);
    const { mode, ports } = settled["endpointSpec"] as unknown as {
      mode?: string;
      ports: { publishMode: string }[];
    };
    const { order } = settled["updateConfig"] as unknown as { order: string };
    // Both are tested where the kernel is one of either kind: CI's has IPVS or has it not.
    const expected =
      virtualAddresses === false ? ["dnsrr", "host", "stop-first"] : [undefined, "ingress", "start-first"];
    assert.deepEqual([mode, ports[0]?.publishMode, order], expected);
    const labels = settled["labels"] as unknown as { label: string }[];
    assert.deepEqual(
      labels.map(({ label }) => label),
      ["team"],
    );
    const { inputs: said } = await swarm.client.check(
      serviceUrn(),
      {},
      { ...inputs, labels: [], endpointSpec: { ...inputs.endpointSpec, mode: "vip" } },
    );
    assert.equal((said["endpointSpec"] as unknown as { mode: string }).mode, "vip");
    const { failures } = await swarm.client.check(
      serviceUrn(),
      {},
      { ...inputs, labels: [open("endpoint")] },
    );
    const refused = failures.map(({ property }) => property);
    assert.deepEqual(refused, virtualAddresses === false ? ["endpointSpec.ports"] : []);
  });

  it("it keeps to the node that is asked, once and for all", async () => {
    const urn = serviceUrn();
    const inputs = { taskSpec: idleTask({}, { placement: { constraints: ["node.id==here"] } }) };
    const constraintsOf = (of: Properties): unknown =>
      (of["taskSpec"] as unknown as { placement: { constraints: unknown } }).placement.constraints;
    const { inputs: first } = await swarm.client.check(urn, {}, inputs);
    const { Swarm } = await readInfo(swarm.engine);
    assert.deepEqual(constraintsOf(first), [`node.id==${Swarm?.NodeID}`]);
    const elsewhere = { taskSpec: idleTask({}, { placement: { constraints: ["node.id==another"] } }) };
    const { inputs: kept } = await swarm.client.check(urn, elsewhere, inputs);
    assert.deepEqual(constraintsOf(kept), ["node.id==another"]);
  });

  it("an overlay that a component made is placed past the networks there are, and stays there", async () => {
    const [pool, wish, gateway] = ["10.99.0.0/24", "10.99.0.32/27", "10.99.0.33"];
    const bridge = await swarm.client.make(networkUrn(), { ipamConfigs: [{ subnet: wish, gateway }] });
    const inputs = {
      driver: "overlay",
      ipamConfigs: [{ subnet: wish, gateway }],
      labels: [{ label: "bulkhead.placed", value: `${wish} of ${pool}` }],
    };
    const made = await swarm.client.make(networkUrn(), inputs);
    const placeOf = ({ ipamConfigs }: Properties): string =>
      (ipamConfigs as unknown as [{ subnet: string }])[0].subnet;
    assert.match(placeOf(made.inputs), /^10\.99\.0\.\d+\/27$/);
    assert.notEqual(placeOf(made.inputs), wish);
    const seen = await inspectNetwork(swarm.engine, made.id);
    assert.deepEqual(
      seen?.IPAM.Config?.map(({ Subnet }) => Subnet),
      [placeOf(made.inputs)],
    );
    const { inputs: again } = await swarm.client.check(made.urn, made.inputs, inputs);
    assert.equal(placeOf(again), placeOf(made.inputs));
    for (const { urn, id, state } of [made, bridge]) await swarm.client.delete(urn, id, state);
  });

  it("an encrypted overlay is refused by a kernel that cannot, and one that stands is left alone", async () => {
    const { encryption } = await kernelAbilities(swarm.engine);
    const inputs = { driver: "overlay", options: { encrypted: "true" } };
    const { failures } = await swarm.client.check(networkUrn(), {}, inputs);
    assert.deepEqual(
      failures.map(({ property }) => property),
      encryption === false ? ["options.encrypted"] : [],
    );
    const stands = await swarm.client.check(networkUrn(), inputs, inputs);
    assert.deepEqual(stands.failures, []);
  });

  const job = (script: string): Properties => ({
    labels: [{ label: "bulkhead.job", value: "true" }],
    taskSpec: idleTask(
      { commands: ["busybox", "sh", "-c", script], args: [] },
      { restartPolicy: { condition: "none" } },
    ),
    convergeConfig: { timeout: "40s" },
  });

  it("one that runs to its end has ended when its creation has; a change runs it again", async () => {
    const one = await swarm.client.make(serviceUrn(), job("sleep 1; exit 0"));
    const ended = async (): Promise<string[]> =>
      (await listTasks(swarm.engine, one.id)).map(({ Status }) => Status.State);
    assert.deepEqual(await ended(), ["complete"]);
    const seen = await inspectService(swarm.engine, one.id);
    assert.ok(seen?.Spec.Mode?.ReplicatedJob !== undefined);
    const read = await swarm.client.read(one.urn, one.id, one.inputs, one.state);
    assert.deepEqual([read?.inputs, read?.state], [one.inputs, one.state]);
    const { inputs: news } = await swarm.client.check(one.urn, one.inputs, job("sleep 1; exit 0 # again"));
    const state = await swarm.client.update(one.urn, one.id, one.inputs, one.state, news);
    assert.deepEqual((await ended()).filter(text => text === "complete").length, 2);
    await swarm.client.delete(one.urn, one.id, state);
  });

  it("one that ends with a failure has failed, with its task's error and last lines", async () => {
    const urn = serviceUrn();
    const { inputs } = await swarm.client.check(urn, {}, job("echo no schema; exit 3"));
    await assert.rejects(swarm.client.create(urn, inputs), (error: RpcFailure) => {
      assert.match(error.details, /its task ended with a non-zero exit \(3\).*\n {4}no schema$/s);
      return true;
    });
    const left = await inspectService(swarm.engine, String(inputs["name"]));
    await swarm.client.delete(urn, left?.ID ?? "", inputs);
  });
}
