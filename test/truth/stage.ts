import {
  type ContainerInspect,
  connectNetwork,
  createContainer,
  createNetwork,
  type EndpointSettings,
  type Engine,
  inspectContainer,
  removeContainer,
  removeNetwork,
  startContainer,
} from "../../engine/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { type LocalAddress, NetworkNamespace } from "./namespace.ts";
import type { Scene, SceneContainer, SceneNetwork } from "./scene.ts";

/** A container that runs, with a helper in its namespace. */
export interface Actor {
  readonly name: string;
  readonly container: ContainerInspect;
  readonly namespace: NetworkNamespace;
  readonly addresses: readonly LocalAddress[];
  readonly plan: SceneContainer;
}

/** A container that runs. */
type Present = Pick<Actor, "plan" | "container">;

/** A scene that was made on an engine. */
export interface Stage {
  readonly actors: readonly Actor[];
  /** What the engine refused to make, in its words. */
  readonly refused: readonly string[];
  clear(): Promise<void>;
}

/** Milliseconds in which addresses settle. */
const patience = 3_000;

/** Makes a scene: networks, and containers that listen on what they expose. */
export async function setStage(engine: Engine, image: string, scene: Scene): Promise<Stage> {
  const refused: string[] = [];
  const made: string[] = [];
  for (const [index, network] of scene.networks.entries()) {
    await makeNetwork(engine, network, index).then(
      () => made.push(network.name),
      (error: Error) => refused.push(`${network.name}: ${error.message}`),
    );
  }
  const ids: string[] = [];
  const present: Present[] = [];
  const actors: Actor[] = [];
  const clear = async (): Promise<void> => {
    await Promise.all(actors.map(({ namespace }) => namespace.close()));
    for (const id of ids) {
      await removeContainer(engine, id, { volumes: true });
    }
    for (const name of made) await removeNetwork(engine, name);
  };
  try {
    for (const [index, plan] of scene.containers.entries()) {
      const attached = plan.networks.filter(({ name }) => made.includes(name));
      try {
        const id = await makeContainer(engine, image, { ...plan, networks: attached }, index);
        ids.push(id);
        await startContainer(engine, id);
        const container = await inspectContainer(engine, id);
        if (container === undefined) throw new Error("it is gone");
        present.push({ plan, container });
      } catch (error) {
        refused.push(`${plan.name}: ${(error as Error).message}`);
      }
    }
    // All at once: most of it is waiting for addresses.
    const ready = await Promise.allSettled(present.map(one => actorOf(one, actors)));
    const failed = ready.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  } catch (error) {
    await clear();
    throw error;
  }
  return { actors, refused, clear };
}

async function makeNetwork(engine: Engine, network: SceneNetwork, index: number): Promise<void> {
  const pools = [
    ...(network.ipv4 ? [{ Subnet: `10.219.${index}.0/24` }] : []),
    ...(network.ipv6 ? [{ Subnet: `fd42:b4:0:${index}::/64` }] : []),
  ];
  const spec = {
    Name: network.name,
    Driver: "bridge",
    Internal: network.internal,
    EnableIPv6: network.ipv6,
    ...(network.ipv4 ? {} : { EnableIPv4: false }),
    IPAM: { Driver: "default", Config: pools },
    Options: { ...network.options },
  };
  await createNetwork(engine, spec);
}

async function makeContainer(
  engine: Engine,
  image: string,
  plan: SceneContainer,
  index: number,
): Promise<string> {
  const [first, ...others] = plan.networks;
  const exposed = plan.exposed.map(({ port, protocol }) => [`${port}/${protocol}`, {}]);
  const bindings = plan.published.map(({ address, port, protocol }, at) => [
    `${port}/${protocol}`,
    [{ HostIp: address, HostPort: `${28000 + index * 10 + at}` }],
  ]);
  const spec = {
    name: plan.name,
    Image: image,
    Entrypoint: ["sleep"],
    Cmd: ["100000"],
    ExposedPorts: Object.fromEntries(exposed),
    HostConfig: {
      NetworkMode: first?.name ?? "none",
      PortBindings: Object.fromEntries(bindings),
      Init: false,
    },
    NetworkingConfig: {
      EndpointsConfig: first === undefined ? {} : { [first.name]: endpointOf(first.priority) },
    },
  };
  const id = await createContainer(engine, spec);
  for (const { name, priority } of others) await connectNetwork(engine, name, id, endpointOf(priority));
  return id;
}

function endpointOf(priority: number): EndpointSettings {
  return priority === 0 ? {} : { GwPriority: priority };
}

/** Puts a helper into a container's namespace; it stands among the others from the time it can be left behind. */
async function actorOf({ plan, container }: Present, actors: Actor[]): Promise<void> {
  const namespace = NetworkNamespace.of(container.State.Pid);
  const actor = { name: plan.name, container, namespace, plan };
  const ports = (protocol: "tcp" | "udp"): number[] =>
    plan.exposed.filter(one => one.protocol === protocol).map(({ port }) => port);
  try {
    await namespace.listen(plan.name, ports("tcp"), ports("udp"));
    actors.push({ ...actor, addresses: await settled(namespace) });
  } catch (error) {
    await namespace.close();
    throw error;
  }
}

/** The addresses of a namespace, once all of them can be used, or so long after: those of a bridge without members never can. */
export async function settled(namespace: NetworkNamespace): Promise<readonly LocalAddress[]> {
  const found = await until(async () => {
    const { settled, addresses } = await namespace.addresses();
    return settled ? addresses : undefined;
  }, patience);
  return found ?? (await namespace.addresses()).addresses;
}
