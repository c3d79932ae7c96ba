import {
  type AddressFamily,
  addressFamilies,
  type Flow,
  type Network,
  type PublishedPort,
  plainNetwork,
  type Topology,
  type Verdict,
  type Workload,
} from "../../../topology/index.ts";
import { Belongings } from "./beyondNetworks.ts";
import { inEveryWorld, type World } from "./worlds.ts";

/** May `from` open a connection to `to` on a port? */
export type Question = Pick<Flow, "from" | "to" | "port" | "protocol">;

/**
 * Answers one question by going every way there is, step by step, as the facts about the engine have it: from each
 * place where the client stands to each door at which the server answers, in every world that what is unknown leaves open.
 */
export function answer(topology: Topology, question: Question): Verdict {
  const verdicts = addressFamilies.map(family => answerBy(topology, question, family));
  return (["allowed", "unknown"] as const).find(one => verdicts.includes(one)) ?? "denied";
}

/** The same for calls of one family of addresses. */
export function answerBy(topology: Topology, question: Question, family: AddressFamily): Verdict {
  return inEveryWorld(world => new Attempt(topology, world, question, family).connects());
}

/** An engine that there may be. */
interface Machine {
  readonly modern: boolean;
  readonly modes: boolean;
  readonly filters: boolean;
  readonly nftables: boolean;
}

const machines: readonly (Machine & { readonly fits: (major: number) => boolean })[] = [
  { modern: false, modes: false, filters: false, nftables: false, fits: major => major < 27 },
  { modern: false, modes: true, filters: true, nftables: false, fits: major => major === 27 },
  { modern: true, modes: true, filters: true, nftables: false, fits: major => major >= 28 },
  { modern: true, modes: true, filters: true, nftables: true, fits: major => major >= 29 },
];

/** Where a process stands: whose interfaces it uses, and which networks they are on. */
type Place =
  | { readonly at: "host" }
  | { readonly at: "outside" }
  | { readonly at: "strange" }
  | { readonly at: "nowhere" }
  | Inside;

interface Inside {
  readonly at: "inside";
  readonly namespace: string;
  readonly networks: readonly Network[];
}

type Somewhere = Exclude<Place, { at: "nowhere" | "strange" }>;

/** Where a server answers. */
type Door =
  | { readonly at: "network"; readonly network: Network }
  /** On the engine's own bridge between an overlay and the host. */
  | { readonly at: "engine's bridge" }
  /** At the host's address, from where the engine passes on to a network; mixed, to IPv4 from IPv6. */
  | { readonly at: "host"; readonly bound: string; readonly behind: Network; readonly mixed: boolean }
  /** At the workload's own address, for all who route to it. */
  | { readonly at: "routed"; readonly network: Network };

class Attempt {
  readonly #topology: Topology;
  readonly #world: World;
  readonly #asked: Question;
  readonly #family: AddressFamily;
  readonly #networks = new Map<string, Network>();
  readonly #belongings: Belongings;

  constructor(topology: Topology, world: World, asked: Question, family: AddressFamily) {
    this.#topology = topology;
    this.#world = world;
    this.#asked = asked;
    this.#family = family;
    this.#belongings = new Belongings(topology, world);
    for (const network of topology.networks) this.#networks.set(network.id, network);
  }

  connects(): boolean {
    const { from, to, protocol } = this.#asked;
    const files = protocol === "files";
    if (isNoWorkload(from) && isNoWorkload(to)) return !files && this.#happens("host and outside meet");
    const [client, server] = [this.#placeOf(from), this.#placeOf(to)];
    if (client.at === "nowhere" || server.at === "nowhere") return false;
    if (this.#belongings.exchange(this.#asked)) return true;
    if (files) return false;
    if (this.#belongings.hasHostInHand(from)) {
      return to !== "others" || (this.#thereMayBeOthers() && this.#happens("there are others"));
    }
    if (client.at === "strange") return this.#thereMayBeOthers() && this.#othersReach(server);
    if (server.at === "strange") return this.#reachesOthers(client);
    if (server.at === "outside")
      return client.at !== "inside" || client.networks.some(network => this.#leaves(client, network));
    if (server.at === "host") return client.at !== "inside" || client.networks.some(this.#callsHost);
    if (client.at === "inside" && client.namespace === server.namespace) return true;
    if (client.at === "inside" && this.#linked(client, server)) return true;
    if (client.at === "inside" && this.#routed(client, server)) return true;
    return this.#doors(server).some(door => this.#opens(client, door));
  }

  /** Follows `container:` to its end; what joins itself in a circle never starts. */
  #placeOf(id: string, joined: readonly string[] = []): Place {
    if (id === "host" || id === "outside") return { at: id };
    if (id === "others") return { at: "strange" };
    if (joined.includes(id)) return { at: "nowhere" };
    const workload = this.#topology.workloads.find(one => one.id === id);
    if (workload === undefined) return joined.length === 0 ? { at: "nowhere" } : this.#anyPlace(id);
    switch (workload.namespace.kind) {
      case "host":
        return { at: "host" };
      case "none":
        return { at: "inside", namespace: id, networks: [] };
      case "unknown":
        return this.#anyPlace(id);
      case "workload":
        return this.#placeOf(workload.namespace.of, [...joined, id]);
      case "own":
        return { at: "inside", namespace: id, networks: this.#networksOf(workload) };
    }
  }

  /** Nobody knows whose interfaces: none but its own, the host's, or those of any other workload. */
  #anyPlace(id: string): Place {
    const others = this.#topology.workloads.map(other => other.id).filter(other => this.#endsKnown(other));
    const choice = this.#world.pick(`place of ${id}`, ["itself", "host", "elsewhere", ...others]);
    const workload = this.#topology.workloads.find(one => one.id === id);
    if (choice === "itself") {
      return {
        at: "inside",
        namespace: id,
        networks: workload === undefined ? [] : this.#networksOf(workload),
      };
    }
    if (choice === "elsewhere")
      return { at: "inside", namespace: id, networks: [undescribed(`where ${id} is`)] };
    return this.#placeOf(choice);
  }

  #endsKnown(id: string, joined: readonly string[] = []): boolean {
    const namespace = this.#topology.workloads.find(one => one.id === id)?.namespace;
    if (namespace === undefined || namespace.kind === "unknown" || joined.includes(id)) return false;
    return namespace.kind !== "workload" || this.#endsKnown(namespace.of, [...joined, id]);
  }

  /** A service that takes ports in by the routing mesh is on the mesh's network too. */
  #networksOf({ attachments, published, kind }: Workload): Network[] {
    const ids = new Set(attachments.map(({ network }) => network));
    if (published.some(one => entersByMesh(kind, one))) ids.add("ingress");
    return [...ids].map(id => {
      const network = this.#networks.get(id) ?? undescribed(id);
      this.#networks.set(id, network);
      return network;
    });
  }

  #doors(server: Inside): Door[] {
    const doors: Door[] = server.networks
      .filter(({ id }) => this.#isBound(id))
      .map(network => ({ at: "network", network }));
    if (this.#isBound(undefined) && server.networks.some(network => this.#hasEngineBridge(network))) {
      doors.push({ at: "engine's bridge" });
    }
    for (const published of this.#publishedIn(server.namespace)) {
      for (const network of server.networks) {
        for (const mixed of [false, true]) {
          const bound = this.#boundAt(published, network, this.#family);
          if (bound !== undefined && this.#passesOn(server, network, published, mixed, this.#family)) {
            doors.push({ at: "host", bound, behind: network, mixed });
          }
        }
        if (this.#opensOwn(server, network, published)) doors.push({ at: "routed", network });
      }
    }
    return doors;
  }

  /** The address at which a port is published for calls of a family. */
  #boundAt({ name, address, any }: Published, network: Network, family: AddressFamily): string | undefined {
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
  #isBound(network: string | undefined): boolean {
    const listed = this.#server.ports.filter(open => this.#isAsked(open));
    if (listed.length === 0) return true;
    return listed.some(({ on }) => on === undefined || (network !== undefined && on.includes(network)));
  }

  /** How the port is published: by the workload whose interfaces they are, for no other can. */
  #publishedIn(namespace: string): Published[] {
    const owner = this.#topology.workloads.find(({ id }) => id === namespace);
    if (owner === undefined) return [];
    const named = owner.published
      .filter(one => this.#isAsked(one))
      .map((one, index) => ({
        name: `${index}`,
        address: one.address,
        any: one.anyAddress ?? false,
        mesh: entersByMesh(owner.kind, one),
      }));
    if (named.length > 0 || !this.#world.flag(`${owner.id} publishes all`, owner.publishAll)) return named;
    return this.#exposes(owner) ? [{ name: "all", address: "0.0.0.0", any: true, mesh: false }] : [];
  }

  /** Whether a workload's image or arguments expose the port: as listed, and nobody knows where nothing is. */
  #exposes(workload: Workload, more: readonly { port: number; protocol: string }[] = []): boolean {
    const listed = [...workload.ports, ...more];
    if (listed.length === 0)
      return this.#happens(`${workload.id} exposes ${this.#asked.port}/${this.#asked.protocol}`);
    return listed.some(one => this.#isAsked(one));
  }

  /** Whether the engine binds a published port at the host for members of a network, and gets through to the server there. */
  #passesOn(
    server: Inside,
    network: Network,
    published: Published,
    mixed: boolean,
    family: AddressFamily,
  ): boolean {
    const driver = this.#driver(network);
    if (driver === "macvlan" || driver === "ipvlan" || (mixed && family === "ipv4")) return false;
    if (this.#boundAt(published, network, family) === undefined) return false;
    if (published.mesh || driver === "overlay") {
      if (mixed || !this.#leads(network, "ipv4")) return false;
      if (published.mesh && network.id !== "ingress") return false;
      if (!this.#isBound(published.mesh ? "ingress" : undefined)) return false;
      return family === "ipv4" || this.#happens(`${network.id} takes IPv6 in`);
    }
    const inner = mixed ? "ipv4" : family;
    if (!this.#isBound(network.id) || !this.#leads(network, inner)) return false;
    if (this.#gatewayOf(server, inner) !== network) return false;
    if (driver !== "bridge" && !this.#happens(`${network.id} publishes`)) return false;
    const [proxy, { modern }] = [this.#proxy(), this.#machine()];
    if (!mixed) {
      if (this.#isUnfiltered(family) && !proxy) return false;
      return this.#gateway(network, family) !== "routed";
    }
    if (!proxy || this.#has(network, "ipv6") || this.#gateway(network, "ipv6") === "routed") return false;
    return !modern || this.#gatewayOf(server, "ipv6") === undefined;
  }

  /** Whether what is published is open at the server's own address, to those who come as far as that. */
  #opensOwn(server: Inside, network: Network, published: Published): boolean {
    if (network.driver !== "bridge" && network.driver !== "undescribed") return false;
    if (published.mesh || this.#driver(network) !== "bridge" || !this.#isBound(network.id)) return false;
    const family = this.#family;
    if (!this.#leads(network, family)) return false;
    const gateway =
      this.#gateway(network, family) === "routed" ||
      (this.#gatewayOf(server, family) === network && this.#keepsRule(network));
    if (gateway && this.#boundAt(published, network, family) !== undefined) return true;
    if (!this.#machine().nftables || family !== "ipv4") return false;
    return this.#passesOn(server, network, published, true, "ipv6");
  }

  #opens(client: Somewhere, door: Door): boolean {
    switch (door.at) {
      case "engine's bridge":
        return client.at === "host";
      case "host": {
        const local = /^(127\.|::1$|localhost$)/.test(door.bound);
        if (client.at === "host") return this.#family === "ipv4" || this.#proxy() || !local;
        return !local && this.#comesToHost(client, door);
      }
      case "routed":
        if (!this.#isCallable(door.network)) return false;
        if (client.at !== "inside") return this.#answersAfar();
        return this.#machine().modern && this.#routesTo(client, door.network);
      case "network":
        return this.#opensAt(client, door.network);
    }
  }

  #opensAt(client: Somewhere, network: Network): boolean {
    const driver = this.#driver(network);
    if (client.at === "host") return driver !== "overlay" && this.#callsHost(network);
    if (client.at === "outside") {
      return (this.#outsideEnters(network) && this.#answersAfar()) || this.#slipsIn(network);
    }
    if (client.networks.includes(network) && this.#passes(network)) return true;
    if (!this.#outsideEnters(network)) return false;
    if (driver !== "macvlan" && driver !== "ipvlan") return this.#routesTo(client, network);
    if (!this.#answersAfar()) return false;
    const leaving = client.networks.some(one => one !== network && this.#leaves(client, one));
    return leaving && this.#happens("the outside leads back");
  }

  /** Whether the server's answers find back to where nothing translates what came from there. */
  #answersAfar(): boolean {
    const server = this.#placeOf(this.#asked.to);
    if (server.at !== "inside") return true;
    const gateway = this.#gatewayOf(server, this.#family);
    if (gateway === undefined || !this.#has(gateway, this.#family)) return !this.#isUnfiltered(this.#family);
    return gateway.driver !== "bridge" || this.#hasHostAddress(gateway);
  }

  /** Whether members of a network get through to each other. */
  #passes(network: Network): boolean {
    if (!this.#has(network, this.#family)) return false;
    if (this.#driver(network) === "bridge" && this.#isUnfiltered(this.#family)) return true;
    return this.#flag(network, "memberTraffic");
  }

  /** From a place to a port that is published at the host. */
  #comesToHost(client: Somewhere, door: Door & { readonly at: "host" }): boolean {
    const { behind, mixed } = door;
    const fromElsewhere = (): boolean => mixed || this.#keepsRule(behind);
    if (client.at !== "inside") return fromElsewhere();
    return client.networks.some(network => {
      if (network === behind && this.#driver(network) === "bridge") return this.#entersBeside(network, mixed);
      return this.#entersFrom(client, network, door) && fromElsewhere();
    });
  }

  #entersBeside(network: Network, mixed: boolean): boolean {
    return this.#hasHostAddress(network) && (this.#proxy() || (!mixed && this.#passes(network)));
  }

  #entersFrom(client: Inside, network: Network, { bound, mixed }: Door & { readonly at: "host" }): boolean {
    const specific = bound !== "0.0.0.0" && bound !== "::";
    switch (this.#driver(network)) {
      case "bridge":
        break;
      case "overlay":
        return this.#family === "ipv4" && this.#leads(network);
      case "macvlan":
      case "ipvlan":
        return this.#leads(network) && this.#happens("the outside leads back");
      default:
        return this.#has(network, this.#family) && this.#happens(`${network.id} leads to the host`);
    }
    if (!this.#hasHostAddress(network)) return false;
    if (specific && this.#gatewayOf(client, this.#family) !== network) {
      if (!this.#happens(`${bound} is on ${network.id}`)) return false;
    }
    if (mixed) return this.#proxy();
    return this.#entersTranslated(network, specific) && this.#answersByHost(network, specific);
  }

  /** A server on the caller's own network answers it over that; by UDP, that is not from where it was called. */
  #answersByHost(network: Network, specific: boolean): boolean {
    const server = this.#placeOf(this.#asked.to);
    if (this.#asked.protocol !== "udp" || server.at !== "inside") return true;
    if (!server.networks.includes(network)) return true;
    if (!this.#machine().modern || this.#isUnfiltered(this.#family)) return true;
    if (this.#family === "ipv6" && this.#proxy() && !specific) return true;
    return !this.#flag(network, "internal") && this.#isTranslated(network);
  }

  /** Whether nftables still lets others in: chance, where a port is published for both families, with two ways out. */
  #keepsRule(behind: Network): boolean {
    if (this.#driver(behind) !== "bridge") return true;
    if (!this.#machine().nftables || this.#family === "ipv6" || !this.#proxy()) return true;
    const server = this.#placeOf(this.#asked.to);
    if (server.at !== "inside" || this.#has(behind, "ipv6")) return true;
    if (this.#gatewayOf(server, "ipv6") === undefined) return true;
    const both = this.#publishedIn(server.namespace).some(
      one => this.#boundAt(one, behind, "ipv6") !== undefined,
    );
    return !both || this.#happens("the engine joins the networks in that order");
  }

  /** From a bridge to another network of the host, past the engine's own process or by its translation. */
  #entersTranslated(network: Network, specific: boolean): boolean {
    const { modern, nftables } = this.#machine();
    if (this.#isUnfiltered(this.#family)) return this.#proxy();
    const internal = this.#flag(network, "internal");
    if (!modern) return this.#proxy() && !internal && this.#flag(network, "masquerade");
    if (this.#family === "ipv6" && this.#proxy() && !specific) return true;
    return internal ? nftables : this.#isAnswered(network);
  }

  #isAnswered(network: Network): boolean {
    return this.#isTranslated(network) || this.#isCallable(network);
  }

  #isTranslated(network: Network): boolean {
    return this.#flag(network, "masquerade") && this.#gateway(network, this.#family) !== "routed";
  }

  #isCallable(network: Network): boolean {
    if (!this.#machine().modern) return true;
    if (this.#world.flag("direct routing", this.#topology.engine?.directRouting ?? false)) return true;
    if (this.#flag(network, "internal")) return true;
    return ["routed", "nat-unprotected"].includes(this.#gateway(network, this.#family));
  }

  /** By routing on the host, past its translation. To a network of its own it gets so by another interface alone. */
  #routesTo(client: Inside, to: Network): boolean {
    if (client.networks.includes(to) && !this.#happens("the call is bound to another interface"))
      return false;
    return client.networks.some(network => {
      if (network === to || !this.#leads(network)) return false;
      const driver = this.#driver(network);
      const byHost = driver === "bridge" && !this.#isUnfiltered(this.#family) && this.#isTranslated(network);
      if (!byHost && !this.#answersAfar()) return false;
      if (driver === "overlay") return this.#family === "ipv4";
      if (driver !== "bridge") return this.#happens("the outside leads back");
      return this.#gatewayOf(client, this.#family) === network && this.#isAnswered(network);
    });
  }

  /** The network over which goes what is for none of a place's own. */
  #gatewayOf({ namespace, networks }: Inside, asked: AddressFamily): Network | undefined {
    const { modern } = this.#machine();
    const family = modern ? asked : "ipv4";
    const owner = this.#topology.workloads.find(({ id }) => id === namespace);
    const rank = (network: Network): readonly (number | string)[] => {
      const attachment = owner?.attachments.find(one => one.network === network.id);
      const ways = addressFamilies.filter(one => this.#hasGateway(network, one)).length;
      return [
        -(modern ? (attachment?.gatewayPriority ?? 0) : 0),
        this.#driver(network) === "overlay" ? 1 : 0,
        this.#flag(network, "internal") ? 1 : 0,
        -ways,
        network.id,
      ];
    };
    const having = networks.filter(network => this.#hasGateway(network, family));
    const ranked = having.map(network => ({ network, rank: having.length > 1 ? rank(network) : [] }));
    return ranked.sort((left, right) => compareRanks(left.rank, right.rank))[0]?.network;
  }

  #hasGateway(network: Network, family: AddressFamily): boolean {
    const driver = this.#driver(network);
    const kept = driver !== "bridge" || this.#machine().modern;
    if (!this.#has(network, family) || (kept && this.#flag(network, "internal"))) return false;
    if ((driver === "bridge" || driver === "overlay") && network.id !== "ingress") return true;
    return this.#happens(`${network.id} is a gateway of ${family}`);
  }

  /** Whether those beyond the host meet members of a network at their own addresses. */
  #outsideEnters(network: Network): boolean {
    switch (this.#driver(network)) {
      case "bridge":
        if (this.#isUnfiltered(this.#family)) return this.#hasHostAddress(network);
        return this.#leads(network) && this.#gateway(network, this.#family) === "nat-unprotected";
      case "overlay":
        return false;
      case "macvlan":
      case "ipvlan":
        return this.#leads(network);
      default:
        return this.#leads(network) && this.#happens(`${network.id} is outside`);
    }
  }

  /** Whether a member of a network gets to the host's own processes. */
  readonly #callsHost = (network: Network): boolean => {
    switch (this.#driver(network)) {
      case "bridge":
        return this.#hasHostAddress(network);
      case "overlay":
        return this.#hasEngineBridge(network);
      case "macvlan":
      case "ipvlan":
        return this.#leads(network) && this.#happens("the outside leads back");
      default:
        return this.#has(network, this.#family) && this.#happens(`the host is on ${network.id}`);
    }
  };

  /** Whether a member of a network gets beyond the host, and answers get back. */
  #leaves(client: Inside, network: Network): boolean {
    if (!this.#leads(network)) return false;
    const driver = this.#driver(network);
    if (driver === "overlay") return this.#family === "ipv4";
    if (driver !== "bridge") return true;
    return this.#gatewayOf(client, this.#family) === network && this.#isAnswered(network);
  }

  #leads(network: Network, family = this.#family): boolean {
    const closed = !(this.#isUnfiltered(family) && this.#driver(network) === "bridge");
    if (closed && this.#flag(network, "internal")) return false;
    if (!this.#has(network, family)) return false;
    return this.#driver(network) !== "bridge" || this.#hasHostAddress(network, family);
  }

  #hasHostAddress(network: Network, family = this.#family): boolean {
    if (!this.#has(network, family)) return false;
    if (family === "ipv4" && !this.#flag(network, "hostAddress")) return false;
    return this.#gateway(network, family) !== "isolated";
  }

  #has({ id, ipv4 = true, ipv6 = false }: Network, family: AddressFamily): boolean {
    return this.#world.flag(`${family} of ${id}`, family === "ipv4" ? ipv4 : ipv6);
  }

  #isUnfiltered(family: AddressFamily): boolean {
    return family === "ipv6" && !this.#machine().filters;
  }

  #proxy(): boolean {
    return this.#world.flag("userland proxy", this.#topology.engine?.userlandProxy ?? true);
  }

  #machine(): Machine {
    const { version, firewall, filtersIpv6 } = this.#topology.engine ?? {};
    const [major] = typeof version === "string" ? version.split(".").map(Number) : [];
    const left = machines.filter(
      one =>
        (major === undefined || one.fits(major)) &&
        (typeof firewall !== "string" || one.nftables === (firewall === "nftables")),
    );
    const found = this.#world.pick("engine", left);
    const filters =
      filtersIpv6 === undefined ? found.filters : this.#world.flag("IPv6 is filtered", filtersIpv6);
    return { ...found, filters, modes: found.modes || major === undefined };
  }

  #hasEngineBridge(network: Network): boolean {
    if (this.#driver(network) !== "overlay" || this.#family === "ipv6") return false;
    return this.#has(network, "ipv4") && !this.#flag(network, "internal");
  }

  /** A legacy link on the default bridge opens what the server exposes, to all that share the client's interfaces. */
  #linked(client: Inside, server: Inside): boolean {
    const shared = client.networks.filter(
      network => network.defaultBridge && server.networks.includes(network) && this.#isBound(network.id),
    );
    if (shared.length === 0) return false;
    const [caller, owner] = [client, server].map(({ namespace }) =>
      this.#topology.workloads.find(({ id }) => id === namespace),
    );
    // Who joins another can have no links, and a link to who joined another leads to that other.
    if (owner === undefined || !caller?.links.some(({ to }) => this.#stands(to, owner.id))) return false;
    if (this.#asked.port === "any") return this.#happens(`${owner.id} exposes any`);
    return this.#exposes(owner, owner.published);
  }

  /** Into an overlay, past what should carry it from node to node. */
  #slipsIn(network: Network): boolean {
    if (network.id === "ingress" || this.#driver(network) !== "overlay") return false;
    const sealed = this.#world.flag(`encrypted of ${network.id}`, network.encrypted);
    return (
      !sealed && this.#flag(network, "memberTraffic") && this.#happens(`somebody sends into ${network.id}`)
    );
  }

  readonly #meetsOthers = (network: Network): boolean => {
    const { id, driver, external } = network;
    const joined =
      external || (mayBeOfSwarm(driver) && this.#world.flag(`attachable of ${id}`, network.attachable));
    return joined && this.#flag(network, "memberTraffic") && this.#happens(`others are on ${id}`);
  };

  /** Others may be where we are, and may come in as the outside does. */
  #othersReach(server: Place): boolean {
    if (server.at !== "inside") return this.#happens("others call the host");
    if (server.networks.some(this.#meetsOthersAt)) return true;
    if (!this.#happens("others come in as the outside does")) return false;
    return this.#doors(server).some(door => this.#opens({ at: "outside" }, door));
  }

  #reachesOthers(client: Place): boolean {
    if (client.at === "inside") return client.networks.some(this.#meetsOthers);
    const ours = this.#topology.workloads.map(({ id }) => this.#placeOf(id));
    return ours
      .flatMap(place => (place.at === "inside" ? place.networks : []))
      .some(network => this.#meetsOthers(network) && this.#callsHost(network));
  }

  readonly #meetsOthersAt = (network: Network): boolean =>
    this.#isBound(network.id) && this.#meetsOthers(network);

  /** Whether anything leaves room for workloads that nobody describes, in this world or another. */
  #thereMayBeOthers(): boolean {
    return this.#topology.workloads.some(({ id }) => {
      if (!this.#endsKnown(id) && !this.#goesRound(id)) return true;
      const place = this.#placeOf(id);
      if (place.at !== "inside") return false;
      return place.networks.some(({ driver, external, attachable, memberTraffic }) => {
        const joined = external || (mayBeOfSwarm(driver) && attachable !== false);
        return joined && memberTraffic !== false;
      });
    });
  }

  #goesRound(id: string, joined: readonly string[] = []): boolean {
    if (joined.includes(id)) return true;
    const namespace = this.#topology.workloads.find(one => one.id === id)?.namespace;
    return namespace?.kind === "workload" && this.#goesRound(namespace.of, [...joined, id]);
  }

  /** By the routes a client sets, through somebody on two networks who forwards. */
  #routed(client: Inside, server: Inside): boolean {
    return this.#topology.workloads.some(({ id, privileges }) => {
      const pivot = this.#placeOf(id);
      if (pivot.at !== "inside" || pivot.namespace !== id) return false;
      if (privileges.sysctls["net.ipv4.ip_forward"] === "0") return false;
      return pivot.networks.some(near =>
        pivot.networks.some(far => {
          if (near === far || !client.networks.includes(near) || !server.networks.includes(far)) return false;
          if (!this.#isBound(far.id)) return false;
          if (!this.#has(near, this.#family) || !this.#has(far, this.#family)) return false;
          if (!this.#flag(near, "memberTraffic") || !this.#flag(far, "memberTraffic")) return false;
          if (this.#flag(near, "internal") && this.#flag(far, "internal")) return false;
          const answers = this.#setsRoutes(id) || this.#setsRoutes(server.namespace);
          return answers && this.#setsRoutes(client.namespace) && this.#happens("packets are passed on");
        }),
      );
    });
  }

  #setsRoutes(namespace: string): boolean {
    return this.#topology.workloads.some(workload => {
      const place = this.#placeOf(workload.id);
      return (
        place.at === "inside" && place.namespace === namespace && this.#belongings.can(workload, "NET_ADMIN")
      );
    });
  }

  #stands(id: string, namespace: string): boolean {
    const place = this.#placeOf(id);
    return place.at === "inside" && place.namespace === namespace;
  }

  get #server(): Workload {
    const found = this.#topology.workloads.find(({ id }) => id === this.#asked.to);
    if (found === undefined) throw new Error(`There is no workload ${this.#asked.to}.`);
    return found;
  }

  #isAsked({ port, protocol }: { readonly port: number; readonly protocol: string }): boolean {
    return port === this.#asked.port && protocol === this.#asked.protocol;
  }

  #driver({ driver, id }: Network): string {
    return driver === "undescribed"
      ? this.#world.pick(`driver of ${id}`, ["bridge", "overlay", "macvlan"])
      : driver;
  }

  #gateway({ gateway, gateway6 = "nat", driver, id }: Network, family: AddressFamily): string {
    if ((driver !== "bridge" && driver !== "undescribed") || !this.#machine().modes) return "nat";
    const said = family === "ipv4" ? gateway : gateway6;
    return this.#world.value(`${family} gateway of ${id}`, said, [
      "nat",
      "nat-unprotected",
      "routed",
      "isolated",
    ]);
  }

  #flag(network: Network, flag: "internal" | "memberTraffic" | "hostAddress" | "masquerade"): boolean {
    return this.#world.flag(`${flag} of ${network.id}`, network[flag]);
  }

  #happens(what: string): boolean {
    return this.#world.pick(what, [true, false]);
  }
}

/** A port that is published by the owner of some interfaces. */
interface Published {
  readonly name: string;
  readonly address: PublishedPort["address"];
  readonly any: boolean;
  readonly mesh: boolean;
}

function compareRanks(left: readonly (number | string)[], right: readonly (number | string)[]): number {
  const at = left.findIndex((one, index) => one !== right[index]);
  const [one = 0, other = 0] = [left[at], right[at]];
  return one < other ? -1 : 1;
}

function isNoWorkload(id: string): boolean {
  return id === "host" || id === "outside" || id === "others";
}

/** Networks of one host alone cannot be joined from others. */
function mayBeOfSwarm(driver: string): boolean {
  return !["bridge", "macvlan", "ipvlan"].includes(driver);
}

function entersByMesh(kind: Workload["kind"], { mode }: PublishedPort): boolean {
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
