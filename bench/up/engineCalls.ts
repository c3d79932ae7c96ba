import { readFileSync } from "node:fs";
import {
  connectNetwork,
  createContainer,
  createNetwork,
  disconnectNetwork,
  Engine,
  removeContainer,
  removeNetwork,
  startContainer,
  stopContainer,
} from "../../engine/index.ts";
import { inOrder } from "./inOrder.ts";
import type { Plan, PlannedContainer, PlannedNetwork } from "./plan.ts";

/** Run as `node engineCalls.ts create|down PLAN`: what must be told the engine, eight calls at a time. */
const width = 8;

const [, , step, file = ""] = process.argv;
const plan = JSON.parse(readFileSync(file, "utf8")) as Plan;
const engine = Engine.locate();
const labels = Object.fromEntries([plan.label]);
/** Whether a container is created on all its networks at once. */
const takesNetworks = await engine.speaks("1.44");

async function makeNetwork({ name, subnet, gateway }: PlannedNetwork): Promise<void> {
  await createNetwork(engine, {
    Name: name,
    Internal: true,
    IPAM: { Driver: "default", Config: [{ Subnet: subnet, Gateway: gateway }] },
    Labels: labels,
  });
}

async function makeContainer({ name, networks }: PlannedContainer): Promise<void> {
  const { image: Image, command: Cmd } = plan;
  const spec = { name, Image, Cmd, Labels: labels };
  const [first] = networks;
  if (first !== undefined && takesNetworks) {
    const EndpointsConfig = Object.fromEntries(networks.map(network => [network, {}]));
    const HostConfig = { NetworkMode: first };
    await startContainer(
      engine,
      await createContainer(engine, { ...spec, HostConfig, NetworkingConfig: { EndpointsConfig } }),
    );
    return;
  }
  const id = await createContainer(engine, { ...spec, HostConfig: {} });
  await disconnectNetwork(engine, "bridge", id);
  for (const network of networks) await connectNetwork(engine, network, id, {});
  await startContainer(engine, id);
}

async function endContainer({ name }: PlannedContainer): Promise<void> {
  await stopContainer(engine, name, plan.graceSeconds);
  await removeContainer(engine, name, { volumes: true });
}

const containersOf = (network: string) =>
  plan.containers.filter(({ networks }) => networks.includes(network));

if (step === "create") {
  await inOrder(width, [
    ...plan.networks.map(network => ({ name: network.name, after: [], work: () => makeNetwork(network) })),
    ...plan.containers.map(container => ({
      name: container.name,
      after: container.networks,
      work: () => makeContainer(container),
    })),
  ]);
} else {
  await inOrder(width, [
    ...plan.containers.map(container => ({
      name: container.name,
      after: [],
      work: () => endContainer(container),
    })),
    ...plan.networks.map(({ name }) => ({
      name,
      after: containersOf(name).map(container => container.name),
      work: () => removeNetwork(engine, name),
    })),
  ]);
}
