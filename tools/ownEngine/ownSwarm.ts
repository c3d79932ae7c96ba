import type { Engine } from "../../engine/index.ts";
import { until } from "../toolchain/until.ts";
import { OwnEngine, type OwnEngineOptions } from "./ownEngine.ts";
import { Wire } from "./wire.ts";

/** Milliseconds in which nodes become ready. */
const patience = 60_000;

/** The network between the machines: of documentation, so that nobody's routes lead there (RFC 5737). */
const network = "192.0.2";

/** How a swarm of one's own is made. */
export interface OwnSwarmOptions extends Pick<OwnEngineOptions, "env" | "flags" | "filled"> {
  /** How many machines. The first is its one manager. @default 3 */
  readonly nodes?: number;
}

/** A machine of a swarm: an engine with a network, a name and an address of its own. */
export interface SwarmNode {
  /** `node1`. */
  readonly name: string;
  /** Its address on the network between the machines. */
  readonly address: string;
  readonly own: OwnEngine;
}

/**
 * A real swarm on one machine: every node is an engine in a network and mount namespace of its own, and a switch in one
 * more connects them. All of it ends with the run, also where that is killed; what a killed one leaves on the disk is
 * removed by the next run of its kind.
 */
export class OwnSwarm {
  readonly nodes: readonly SwarmNode[];
  readonly #wire: Wire;

  private constructor(nodes: readonly SwarmNode[], wire: Wire) {
    this.nodes = nodes;
    this.#wire = wire;
  }

  /** @param mark of the run it belongs to. */
  static async start(mark: string, { nodes = 3, ...options }: OwnSwarmOptions = {}): Promise<OwnSwarm> {
    const wire = await Wire.lay();
    const started: SwarmNode[] = [];
    const swarm = new OwnSwarm(started, wire);
    try {
      await wire.address(`${swarm.outside}/24`);
      const engines = await Promise.allSettled(
        Array.from({ length: nodes }, (_, index) => {
          const name = `node${index + 1}`;
          const connect = (pid: number) => wire.plug(pid, name, `${network}.${index + 1}/24`);
          return OwnEngine.start(mark, { ...options, hostname: name, connect });
        }),
      );
      engines.forEach((one, index) => {
        if (one.status !== "fulfilled") return;
        started.push({ name: `node${index + 1}`, address: `${network}.${index + 1}`, own: one.value });
      });
      for (const one of engines) if (one.status === "rejected") throw one.reason;
      await swarm.#form();
      return swarm;
    } catch (error) {
      await swarm.dispose();
      throw error;
    }
  }

  /** The node that manages it, and is asked for everything. */
  get manager(): SwarmNode {
    return this.node("node1");
  }

  node(name: string): SwarmNode {
    const found = this.nodes.find(node => node.name === name);
    if (found === undefined) throw new Error(`There is no ${name} in this swarm.`);
    return found;
  }

  /** The address of whoever calls from outside. */
  readonly outside = `${network}.254`;

  /** What a command begins with to be run where the nodes' published ports are called from outside. */
  get fromOutside(): readonly string[] {
    return ["nsenter", `--target=${this.#wire.pid}`, "--net", "--"];
  }

  /** Takes a node off the network, or puts it back; what runs on it goes on. */
  async set({ name }: SwarmNode, state: "up" | "down"): Promise<void> {
    await this.#wire.set(name, state);
  }

  /** Cuts what connects two nodes, or mends it; both still reach all others. One pair at a time. */
  async part([one, other]: readonly [SwarmNode, SwarmNode], apart: boolean): Promise<void> {
    await this.#wire.part([one.name, other.name], apart);
  }

  /** How many nodes are ready, as the manager knows it. */
  async ready(): Promise<number> {
    const nodes = await this.manager.own.engine.read("list nodes", docker => docker.listNodes());
    return nodes.filter(({ Status }) => Status?.State === "ready").length;
  }

  /** Waits until so many nodes are ready. */
  async settle(count = this.nodes.length): Promise<void> {
    const settled = async (): Promise<true | undefined> => (await this.ready()) === count || undefined;
    if (!(await until(settled, patience)))
      throw new Error(`There are ${await this.ready()} nodes ready, not ${count}.`);
  }

  async dispose(): Promise<void> {
    // The manager last: those that leave would wait for it.
    await Promise.all(this.nodes.map(({ own }) => own.kill()));
    await Promise.all(this.nodes.map(({ own }) => own.dispose()));
    await this.#wire.cut();
  }

  async #form(): Promise<void> {
    const [first, ...others] = this.nodes;
    if (first === undefined) throw new Error("A swarm has at least one node.");
    await join(first.own.engine, first.address, async docker => {
      await docker.swarmInit({ ListenAddr: "0.0.0.0:2377", AdvertiseAddr: first.address });
    });
    const { JoinTokens } = (await first.own.engine.read("inspect the swarm", docker =>
      docker.swarmInspect(),
    )) as {
      JoinTokens: { Worker: string };
    };
    await Promise.all(
      others.map(({ own, address }) =>
        join(own.engine, address, async docker => {
          await docker.swarmJoin({
            ListenAddr: "0.0.0.0:2377",
            AdvertiseAddr: address,
            RemoteAddrs: [`${first.address}:2377`],
            JoinToken: JoinTokens.Worker,
          });
        }),
      ),
    );
    await this.settle();
  }
}

type Call = Parameters<Engine["call"]>[1];

async function join(engine: Engine, address: string, call: Call): Promise<void> {
  await engine.call(`join a swarm at ${address}`, call);
}
