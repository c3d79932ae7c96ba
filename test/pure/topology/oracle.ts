import {
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
  return inEveryWorld(world => new Attempt(topology, world, question).connects());
}

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
  /** At the host's address, from where the engine passes on to a network. */
  | { readonly at: "host"; readonly local: boolean; readonly behind: Network }
  /** At the workload's own address, for all who route to it. */
  | { readonly at: "routed"; readonly network: Network };

class Attempt {
  readonly #topology: Topology;
  readonly #world: World;
  readonly #asked: Question;
  readonly #networks = new Map<string, Network>();
  readonly #belongings: Belongings;

  constructor(topology: Topology, world: World, asked: Question) {
    this.#topology = topology;
    this.#world = world;
    this.#asked = asked;
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
    if (server.at === "outside") return client.at !== "inside" || client.networks.some(this.#leaves);
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
        if (!this.#passesOn(network, published.mesh)) continue;
        const local = this.#world.value(`address of ${published.name}`, published.address, [
          "127.0.0.1",
          "0.0.0.0",
        ]);
        if (this.#gateway(network) === "routed") doors.push({ at: "routed", network });
        else doors.push({ at: "host", local: /^(127\.|::1$|localhost$)/.test(local), behind: network });
      }
    }
    return doors;
  }

  /** Whether the port is open at the server's address on a network; undefined: at an address of no listed network. */
  #isBound(network: string | undefined): boolean {
    const listed = this.#server.ports.filter(open => this.#isAsked(open));
    if (listed.length === 0) return true;
    return listed.some(({ on }) => on === undefined || (network !== undefined && on.includes(network)));
  }

  /** How the port is published: by the workload whose interfaces they are, for no other can. */
  #publishedIn(namespace: string): { name: string; address: PublishedPort["address"]; mesh: boolean }[] {
    const owner = this.#topology.workloads.find(({ id }) => id === namespace);
    if (owner === undefined) return [];
    const named = owner.published
      .filter(one => this.#isAsked(one))
      .map((one, index) => ({ name: `${index}`, address: one.address, mesh: entersByMesh(owner.kind, one) }));
    if (named.length > 0 || !this.#world.flag(`${owner.id} publishes all`, owner.publishAll)) return named;
    return this.#exposes(owner) ? [{ name: "all", address: "0.0.0.0", mesh: false }] : [];
  }

  /** Whether a workload's image or arguments expose the port: as listed, and nobody knows where nothing is. */
  #exposes(workload: Workload, more: readonly { port: number; protocol: string }[] = []): boolean {
    const listed = [...workload.ports, ...more];
    if (listed.length === 0)
      return this.#happens(`${workload.id} exposes ${this.#asked.port}/${this.#asked.protocol}`);
    return listed.some(one => this.#isAsked(one));
  }

  /** Whether the engine binds a published port at the host for members of a network, and gets through to the server there. */
  #passesOn(network: Network, mesh: boolean): boolean {
    if (mesh) return network.id === "ingress" && this.#leads(network) && this.#isBound("ingress");
    switch (this.#driver(network)) {
      case "bridge":
        return this.#leads(network) && this.#isBound(network.id);
      case "overlay":
        return this.#leads(network) && this.#isBound(undefined);
      case "macvlan":
      case "ipvlan":
        return false;
      default:
        return this.#leads(network) && this.#isBound(network.id) && this.#happens(`${network.id} publishes`);
    }
  }

  #opens(client: Somewhere, door: Door): boolean {
    switch (door.at) {
      case "engine's bridge":
        return client.at === "host";
      case "host":
        return client.at === "host" || (!door.local && this.#comesToHost(client, door.behind));
      case "routed":
        return client.at !== "inside" || this.#routesTo(client.networks, door.network);
      case "network":
        return this.#opensAt(client, door.network);
    }
  }

  #opensAt(client: Somewhere, network: Network): boolean {
    const driver = this.#driver(network);
    if (client.at === "host") return driver !== "overlay" && this.#callsHost(network);
    if (client.at === "outside") return this.#outsideEnters(network) || this.#slipsIn(network);
    if (client.networks.includes(network) && this.#flag(network, "memberTraffic")) return true;
    if (!this.#outsideEnters(network)) return false;
    if (driver !== "macvlan" && driver !== "ipvlan") return this.#routesTo(client.networks, network);
    const leaving = client.networks.some(one => one !== network && this.#leaves(one));
    return leaving && this.#happens("the outside leads back");
  }

  /** From a place to a port that is published at the host. */
  #comesToHost(client: Somewhere, behind: Network): boolean {
    if (client.at !== "inside") return true;
    const proxy = this.#world.flag("userland proxy", this.#topology.engine?.userlandProxy ?? true);
    if (!proxy && !this.#happens("the engine needs no proxy")) return false;
    return client.networks.some(network => {
      if (network === behind) return true;
      if (!this.#leads(network)) return false;
      const driver = this.#driver(network);
      if (driver === "overlay") return true;
      if (driver !== "bridge") return this.#happens("the outside leads back");
      return (
        this.#flag(network, "masquerade") || this.#happens("the engine lets untranslated traffic through")
      );
    });
  }

  /** By routing on the host, past its translation. */
  #routesTo(from: readonly Network[], to: Network): boolean {
    return from.some(network => {
      if (network === to || !this.#leads(network)) return false;
      const driver = this.#driver(network);
      return driver === "bridge" || driver === "overlay" || this.#happens("the outside leads back");
    });
  }

  /** Whether those beyond the host meet members of a network at their own addresses. */
  #outsideEnters(network: Network): boolean {
    switch (this.#driver(network)) {
      case "bridge":
        return this.#leads(network) && this.#gateway(network) === "nat-unprotected";
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
        return this.#happens(`the host is on ${network.id}`);
    }
  };

  /** Whether a member of a network gets beyond the host, and answers get back. */
  readonly #leaves = (network: Network): boolean => {
    if (!this.#leads(network)) return false;
    if (this.#driver(network) !== "bridge" || this.#gateway(network) === "routed") return true;
    return this.#flag(network, "masquerade");
  };

  #leads(network: Network): boolean {
    if (this.#flag(network, "internal")) return false;
    return this.#driver(network) !== "bridge" || this.#hasHostAddress(network);
  }

  #hasHostAddress(network: Network): boolean {
    return this.#flag(network, "hostAddress") && this.#gateway(network) !== "isolated";
  }

  #hasEngineBridge(network: Network): boolean {
    return this.#driver(network) === "overlay" && !this.#flag(network, "internal");
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

  #gateway({ gateway, driver, id }: Network): string {
    if (driver !== "bridge" && driver !== "undescribed") return "nat";
    return this.#world.value(`gateway of ${id}`, gateway, ["nat", "nat-unprotected", "routed", "isolated"]);
  }

  #flag(network: Network, flag: "internal" | "memberTraffic" | "hostAddress" | "masquerade"): boolean {
    return this.#world.flag(`${flag} of ${network.id}`, network[flag]);
  }

  #happens(what: string): boolean {
    return this.#world.pick(what, [true, false]);
  }
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
    hostAddress: unknown,
    masquerade: unknown,
    external: true,
  };
}
