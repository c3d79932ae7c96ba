import type {
  AddressFamily,
  Flow,
  Network,
  PublishedPort,
  Topology,
  Workload,
} from "../../../../topology/index.ts";
import type { World } from "../worlds.ts";
import type { EngineNetworks } from "./engineNetworks.ts";
import { entersByMesh, type Inside, type Places } from "./places.ts";

/** May `from` open a connection to `to` on a port? */
export type Question = Pick<Flow, "from" | "to" | "port" | "protocol">;

/** Where a server answers. */
export type Door =
  | { readonly at: "network"; readonly network: Network }
  /** On the engine's own bridge between an overlay and the host. */
  | { readonly at: "engine's bridge" }
  /** At the host's address, from where the engine passes on to a network; mixed, to IPv4 from IPv6. */
  | { readonly at: "host"; readonly bound: string; readonly behind: Network; readonly mixed: boolean }
  /** At the workload's own address, for all who route to it. */
  | { readonly at: "routed"; readonly network: Network };

/** A port that is published by the owner of some interfaces. */
interface Published {
  readonly name: string;
  readonly address: PublishedPort["address"];
  readonly any: boolean;
  readonly mesh: boolean;
}

/** Where the server that is asked about answers, in a world. */
export class Doors {
  readonly #topology: Topology;
  readonly #world: World;
  readonly #asked: Question;
  readonly #family: AddressFamily;
  readonly #networks: EngineNetworks;
  readonly #places: Places;

  constructor(
    topology: Topology,
    world: World,
    asked: Question,
    family: AddressFamily,
    networks: EngineNetworks,
    places: Places,
  ) {
    this.#topology = topology;
    this.#world = world;
    this.#asked = asked;
    this.#family = family;
    this.#networks = networks;
    this.#places = places;
  }

  of(server: Inside): Door[] {
    const doors: Door[] = server.networks
      .filter(({ id }) => this.isBound(id))
      .map(network => ({ at: "network", network }));
    if (this.isBound(undefined) && server.networks.some(network => this.#networks.hasEngineBridge(network))) {
      doors.push({ at: "engine's bridge" });
    }
    for (const published of this.publishedIn(server.namespace)) {
      for (const network of server.networks) {
        for (const mixed of [false, true]) {
          const bound = this.boundAt(published, network, this.#family);
          if (bound !== undefined && this.passesOn(server, network, published, mixed, this.#family)) {
            doors.push({ at: "host", bound, behind: network, mixed });
          }
        }
        if (this.opensOwn(server, network, published)) doors.push({ at: "routed", network });
      }
    }
    return doors;
  }

  /** The address at which a port is published for calls of a family. */
  boundAt({ name, address, any }: Published, network: Network, family: AddressFamily): string | undefined {
    const said = any
      ? this.#world.value(`binding of ${network.id}`, network.publishesAt ?? "0.0.0.0", [
          "0.0.0.0",
          "127.0.0.1",
        ])
      : this.#world.value(`address of ${name}`, address, ["127.0.0.1", "0.0.0.0", "::", "::1"]);
    if (any && said === "0.0.0.0") return family === "ipv4" ? said : "::";
    return said.includes(":") === (family === "ipv6") ? said : undefined;
  }

  /** Whether the port is open at the server's address on a network; undefined: at an address of no listed network. */
  isBound(network: string | undefined): boolean {
    const listed = this.server.ports.filter(open => this.isAsked(open));
    if (listed.length === 0) return true;
    return listed.some(({ on }) => on === undefined || (network !== undefined && on.includes(network)));
  }

  /** How the port is published: by the workload whose interfaces they are, for no other can. */
  publishedIn(namespace: string): Published[] {
    const owner = this.#topology.workloads.find(({ id }) => id === namespace);
    if (owner === undefined) return [];
    const named = owner.published
      .filter(one => this.isAsked(one))
      .map((one, index) => ({
        name: `${index}`,
        address: one.address,
        any: one.anyAddress ?? false,
        mesh: entersByMesh(owner.kind, one),
      }));
    if (named.length > 0 || !this.#world.flag(`${owner.id} publishes all`, owner.publishAll)) return named;
    return this.exposes(owner) ? [{ name: "all", address: "0.0.0.0", any: true, mesh: false }] : [];
  }

  /** Whether a workload's image or arguments expose the port: as listed, and nobody knows where nothing is. */
  exposes(workload: Workload, more: readonly { port: number; protocol: string }[] = []): boolean {
    const listed = [...workload.ports, ...more];
    if (listed.length === 0)
      return this.#networks.happens(`${workload.id} exposes ${this.#asked.port}/${this.#asked.protocol}`);
    return listed.some(one => this.isAsked(one));
  }

  /** Whether the engine binds a published port at the host for members of a network, and gets through to the server there. */
  passesOn(
    server: Inside,
    network: Network,
    published: Published,
    mixed: boolean,
    family: AddressFamily,
  ): boolean {
    const driver = this.#networks.driver(network);
    if (driver === "macvlan" || driver === "ipvlan" || (mixed && family === "ipv4")) return false;
    if (this.boundAt(published, network, family) === undefined) return false;
    if (published.mesh || driver === "overlay") {
      if (mixed || !this.#networks.leads(network, "ipv4")) return false;
      if (published.mesh && network.id !== "ingress") return false;
      if (!this.isBound(published.mesh ? "ingress" : undefined)) return false;
      return family === "ipv4" || this.#networks.happens(`${network.id} takes IPv6 in`);
    }
    const inner = mixed ? "ipv4" : family;
    if (!this.isBound(network.id) || !this.#networks.leads(network, inner)) return false;
    if (this.#places.gatewayOf(server, inner) !== network) return false;
    if (driver !== "bridge" && !this.#networks.happens(`${network.id} publishes`)) return false;
    const [proxy, { modern }] = [this.#networks.proxy(), this.#networks.machine()];
    if (!mixed) {
      if (this.#networks.isUnfiltered(family) && !proxy) return false;
      return this.#networks.gateway(network, family) !== "routed";
    }
    if (!proxy || this.#networks.has(network, "ipv6") || this.#networks.gateway(network, "ipv6") === "routed")
      return false;
    return !modern || this.#places.gatewayOf(server, "ipv6") === undefined;
  }

  /** Whether what is published is open at the server's own address, to those who come as far as that. */
  opensOwn(server: Inside, network: Network, published: Published): boolean {
    if (network.driver !== "bridge" && network.driver !== "undescribed") return false;
    if (published.mesh || this.#networks.driver(network) !== "bridge" || !this.isBound(network.id))
      return false;
    const family = this.#family;
    if (!this.#networks.leads(network, family)) return false;
    const gateway =
      this.#networks.gateway(network, family) === "routed" ||
      (this.#places.gatewayOf(server, family) === network && this.keepsRule(network));
    if (gateway && this.boundAt(published, network, family) !== undefined) return true;
    if (!this.#networks.machine().nftables || family !== "ipv4") return false;
    return this.passesOn(server, network, published, true, "ipv6");
  }

  /** Whether nftables still lets others in: chance, where a port is published for both families, with two ways out. */
  keepsRule(behind: Network): boolean {
    if (this.#networks.driver(behind) !== "bridge") return true;
    if (!this.#networks.machine().nftables || this.#family === "ipv6" || !this.#networks.proxy()) return true;
    const server = this.#places.placeOf(this.#asked.to);
    if (server.at !== "inside" || this.#networks.has(behind, "ipv6")) return true;
    if (this.#places.gatewayOf(server, "ipv6") === undefined) return true;
    const both = this.publishedIn(server.namespace).some(
      one => this.boundAt(one, behind, "ipv6") !== undefined,
    );
    return !both || this.#networks.happens("the engine joins the networks in that order");
  }

  get server(): Workload {
    const found = this.#topology.workloads.find(({ id }) => id === this.#asked.to);
    if (found === undefined) throw new Error(`There is no workload ${this.#asked.to}.`);
    return found;
  }

  isAsked({ port, protocol }: { readonly port: number; readonly protocol: string }): boolean {
    return port === this.#asked.port && protocol === this.#asked.protocol;
  }
}
