import {
  type AddressFamily,
  addressFamilies,
  type Network,
  type PublishedPort,
  plainNetwork,
  type Topology,
  type Workload,
} from "../../../../topology/index.ts";
import type { World } from "../worlds.ts";
import type { EngineNetworks } from "./engineNetworks.ts";

/** Where a process stands: whose interfaces it uses, and which networks they are on. */
export type Place =
  | { readonly at: "host" }
  | { readonly at: "outside" }
  | { readonly at: "strange" }
  | { readonly at: "nowhere" }
  | Inside;

export interface Inside {
  readonly at: "inside";
  readonly namespace: string;
  readonly networks: readonly Network[];
}

export type Somewhere = Exclude<Place, { at: "nowhere" | "strange" }>;

/** Where workloads stand in a world. */
export class Places {
  readonly #topology: Topology;
  readonly #world: World;
  readonly #networks: EngineNetworks;
  readonly #known: Map<string, Network>;

  constructor(topology: Topology, world: World, networks: EngineNetworks) {
    this.#topology = topology;
    this.#world = world;
    this.#networks = networks;
    this.#known = new Map(topology.networks.map(network => [network.id, network]));
  }

  /** Follows `container:` to its end; what joins itself in a circle never starts. */
  placeOf(id: string, joined: readonly string[] = []): Place {
    if (id === "host" || id === "outside") return { at: id };
    if (id === "others") return { at: "strange" };
    if (joined.includes(id)) return { at: "nowhere" };
    const workload = this.#topology.workloads.find(one => one.id === id);
    if (workload === undefined) return joined.length === 0 ? { at: "nowhere" } : this.anyPlace(id);
    switch (workload.namespace.kind) {
      case "host":
        return { at: "host" };
      case "none":
        return { at: "inside", namespace: id, networks: [] };
      case "unknown":
        return this.anyPlace(id);
      case "workload":
        return this.placeOf(workload.namespace.of, [...joined, id]);
      case "own":
        return { at: "inside", namespace: id, networks: this.networksOf(workload) };
    }
  }

  /** Nobody knows whose interfaces: none but its own, the host's, or those of any other workload. */
  anyPlace(id: string): Place {
    const others = this.#topology.workloads.map(other => other.id).filter(other => this.endsKnown(other));
    const choice = this.#world.pick(`place of ${id}`, ["itself", "host", "elsewhere", ...others]);
    const workload = this.#topology.workloads.find(one => one.id === id);
    if (choice === "itself") {
      return {
        at: "inside",
        namespace: id,
        networks: workload === undefined ? [] : this.networksOf(workload),
      };
    }
    if (choice === "elsewhere")
      return { at: "inside", namespace: id, networks: [undescribed(`where ${id} is`)] };
    return this.placeOf(choice);
  }

  endsKnown(id: string, joined: readonly string[] = []): boolean {
    const namespace = this.#topology.workloads.find(one => one.id === id)?.namespace;
    if (namespace === undefined || namespace.kind === "unknown" || joined.includes(id)) return false;
    return namespace.kind !== "workload" || this.endsKnown(namespace.of, [...joined, id]);
  }

  /** A service that takes ports in by the routing mesh is on the mesh's network too. */
  networksOf({ attachments, published, kind }: Workload): Network[] {
    const ids = new Set(attachments.map(({ network }) => network));
    if (published.some(one => entersByMesh(kind, one))) ids.add("ingress");
    return [...ids].map(id => {
      const network = this.#known.get(id) ?? undescribed(id);
      this.#known.set(id, network);
      return network;
    });
  }

  /** The network over which goes what is for none of a place's own. */
  gatewayOf({ namespace, networks }: Inside, asked: AddressFamily): Network | undefined {
    const { modern } = this.#networks.machine();
    const family = modern ? asked : "ipv4";
    const owner = this.#topology.workloads.find(({ id }) => id === namespace);
    const rank = (network: Network): readonly (number | string)[] => {
      const attachment = owner?.attachments.find(one => one.network === network.id);
      const ways = addressFamilies.filter(one => this.#networks.hasGateway(network, one)).length;
      return [
        -(modern ? (attachment?.gatewayPriority ?? 0) : 0),
        this.#networks.driver(network) === "overlay" ? 1 : 0,
        this.#networks.flag(network, "internal") ? 1 : 0,
        -ways,
        network.id,
      ];
    };
    const having = networks.filter(network => this.#networks.hasGateway(network, family));
    const ranked = having.map(network => ({ network, rank: having.length > 1 ? rank(network) : [] }));
    return ranked.sort((left, right) => compareRanks(left.rank, right.rank))[0]?.network;
  }

  goesRound(id: string, joined: readonly string[] = []): boolean {
    if (joined.includes(id)) return true;
    const namespace = this.#topology.workloads.find(one => one.id === id)?.namespace;
    return namespace?.kind === "workload" && this.goesRound(namespace.of, [...joined, id]);
  }

  stands(id: string, namespace: string): boolean {
    const place = this.placeOf(id);
    return place.at === "inside" && place.namespace === namespace;
  }
}

function compareRanks(left: readonly (number | string)[], right: readonly (number | string)[]): number {
  const at = left.findIndex((one, index) => one !== right[index]);
  const [one = 0, other = 0] = [left[at], right[at]];
  return one < other ? -1 : 1;
}

export function entersByMesh(kind: Workload["kind"], { mode }: PublishedPort): boolean {
  return mode === "ingress" || (mode === undefined && kind === "service");
}

/** A network that workloads are attached to although nobody describes it; the routing mesh needs no description. */
function undescribed(id: string): Network {
  if (id === "ingress") return { ...plainNetwork(id), driver: "overlay", memberTraffic: false };
  const unknown = { unknown: "nobody says" };
  return {
    ...plainNetwork(id),
    driver: "undescribed",
    internal: unknown,
    memberTraffic: unknown,
    gateway: unknown,
    gateway6: unknown,
    ipv6: unknown,
    hostAddress: unknown,
    masquerade: unknown,
    external: true,
  };
}
