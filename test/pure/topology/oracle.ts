import {
  type AddressFamily,
  addressFamilies,
  type Network,
  type Topology,
  type Verdict,
} from "../../../topology/index.ts";
import { Belongings } from "./beyondNetworks.ts";
import { type Door, Doors, type Question } from "./oracle/doors.ts";
import { EngineNetworks, mayBeOfSwarm } from "./oracle/engineNetworks.ts";
import { type Inside, type Place, Places, type Somewhere } from "./oracle/places.ts";
import { inEveryWorld, type World } from "./worlds.ts";

export type { Question };

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

/** A call in one world. */
class Attempt {
  readonly #topology: Topology;
  readonly #asked: Question;
  readonly #family: AddressFamily;
  readonly #networks: EngineNetworks;
  readonly #places: Places;
  readonly #doors: Doors;
  readonly #belongings: Belongings;

  constructor(topology: Topology, world: World, asked: Question, family: AddressFamily) {
    this.#topology = topology;
    this.#asked = asked;
    this.#family = family;
    this.#networks = new EngineNetworks(topology, world, family);
    this.#places = new Places(topology, world, this.#networks);
    this.#doors = new Doors(topology, world, asked, family, this.#networks, this.#places);
    this.#belongings = new Belongings(topology, world);
  }

  connects(): boolean {
    const { from, to, protocol } = this.#asked;
    const files = protocol === "files";
    if (isNoWorkload(from) && isNoWorkload(to))
      return !files && this.#networks.happens("host and outside meet");
    const [client, server] = [this.#places.placeOf(from), this.#places.placeOf(to)];
    if (client.at === "nowhere" || server.at === "nowhere") return false;
    if (this.#belongings.exchange(this.#asked)) return true;
    if (files) return false;
    if (this.#belongings.hasHostInHand(from)) {
      return to !== "others" || (this.#thereMayBeOthers() && this.#networks.happens("there are others"));
    }
    if (client.at === "strange") return this.#thereMayBeOthers() && this.#othersReach(server);
    if (server.at === "strange") return this.#reachesOthers(client);
    if (server.at === "outside")
      return client.at !== "inside" || client.networks.some(network => this.#leaves(client, network));
    if (server.at === "host") return client.at !== "inside" || client.networks.some(this.#networks.callsHost);
    if (client.at === "inside" && client.namespace === server.namespace) return true;
    if (client.at === "inside" && this.#linked(client, server)) return true;
    if (client.at === "inside" && this.#routed(client, server)) return true;
    return this.#doors.of(server).some(door => this.#opens(client, door));
  }

  #opens(client: Somewhere, door: Door): boolean {
    switch (door.at) {
      case "engine's bridge":
        return client.at === "host";
      case "host": {
        const local = /^(127\.|::1$|localhost$)/.test(door.bound);
        if (client.at === "host") return this.#family === "ipv4" || this.#networks.proxy() || !local;
        return !local && this.#comesToHost(client, door);
      }
      case "routed":
        if (!this.#networks.isCallable(door.network)) return false;
        if (client.at !== "inside") return this.#answersAfar();
        return this.#networks.machine().modern && this.#routesTo(client, door.network);
      case "network":
        return this.#opensAt(client, door.network);
    }
  }

  #opensAt(client: Somewhere, network: Network): boolean {
    const driver = this.#networks.driver(network);
    if (client.at === "host") return driver !== "overlay" && this.#networks.callsHost(network);
    if (client.at === "outside") {
      return (
        (this.#networks.outsideEnters(network) && this.#answersAfar()) || this.#networks.slipsIn(network)
      );
    }
    if (client.networks.includes(network) && this.#networks.passes(network)) return true;
    if (!this.#networks.outsideEnters(network)) return false;
    if (driver !== "macvlan" && driver !== "ipvlan") return this.#routesTo(client, network);
    if (!this.#answersAfar()) return false;
    const leaving = client.networks.some(one => one !== network && this.#leaves(client, one));
    return leaving && this.#networks.happens("the outside leads back");
  }

  /** Whether the server's answers find back to where nothing translates what came from there. */
  #answersAfar(): boolean {
    const server = this.#places.placeOf(this.#asked.to);
    if (server.at !== "inside") return true;
    const gateway = this.#places.gatewayOf(server, this.#family);
    if (gateway === undefined || !this.#networks.has(gateway, this.#family))
      return !this.#networks.isUnfiltered(this.#family);
    return gateway.driver !== "bridge" || this.#networks.hasHostAddress(gateway);
  }

  /** From a place to a port that is published at the host. */
  #comesToHost(client: Somewhere, door: Door & { readonly at: "host" }): boolean {
    const { behind, mixed } = door;
    const fromElsewhere = (): boolean => mixed || this.#doors.keepsRule(behind);
    if (client.at !== "inside") return fromElsewhere();
    return client.networks.some(network => {
      if (network === behind && this.#networks.driver(network) === "bridge")
        return this.#entersBeside(network, mixed);
      return this.#entersFrom(client, network, door) && fromElsewhere();
    });
  }

  #entersBeside(network: Network, mixed: boolean): boolean {
    return (
      this.#networks.hasHostAddress(network) &&
      (this.#networks.proxy() || (!mixed && this.#networks.passes(network)))
    );
  }

  #entersFrom(client: Inside, network: Network, { bound, mixed }: Door & { readonly at: "host" }): boolean {
    const specific = bound !== "0.0.0.0" && bound !== "::";
    switch (this.#networks.driver(network)) {
      case "bridge":
        break;
      case "overlay":
        return this.#family === "ipv4" && this.#networks.leads(network);
      case "macvlan":
      case "ipvlan":
        return this.#networks.leads(network) && this.#networks.happens("the outside leads back");
      default:
        return (
          this.#networks.has(network, this.#family) &&
          this.#networks.happens(`${network.id} leads to the host`)
        );
    }
    if (!this.#networks.hasHostAddress(network)) return false;
    if (specific && this.#places.gatewayOf(client, this.#family) !== network) {
      if (!this.#networks.happens(`${bound} is on ${network.id}`)) return false;
    }
    if (mixed) return this.#networks.proxy();
    return this.#entersTranslated(network, specific) && this.#answersByHost(network, specific);
  }

  /** A server on the caller's own network answers it over that; by UDP, that is not from where it was called. */
  #answersByHost(network: Network, specific: boolean): boolean {
    const server = this.#places.placeOf(this.#asked.to);
    if (this.#asked.protocol !== "udp" || server.at !== "inside") return true;
    if (!server.networks.includes(network)) return true;
    if (!this.#networks.machine().modern || this.#networks.isUnfiltered(this.#family)) return true;
    if (this.#family === "ipv6" && this.#networks.proxy() && !specific) return true;
    return !this.#networks.flag(network, "internal") && this.#networks.isTranslated(network);
  }

  /** From a bridge to another network of the host, past the engine's own process or by its translation. */
  #entersTranslated(network: Network, specific: boolean): boolean {
    const { modern, nftables } = this.#networks.machine();
    if (this.#networks.isUnfiltered(this.#family)) return this.#networks.proxy();
    const internal = this.#networks.flag(network, "internal");
    if (!modern) return this.#networks.proxy() && !internal && this.#networks.flag(network, "masquerade");
    if (this.#family === "ipv6" && this.#networks.proxy() && !specific) return true;
    return internal ? nftables : this.#networks.isAnswered(network);
  }

  /** By routing on the host, past its translation. To a network of its own it gets so by another interface alone. */
  #routesTo(client: Inside, to: Network): boolean {
    if (client.networks.includes(to) && !this.#networks.happens("the call is bound to another interface"))
      return false;
    return client.networks.some(network => {
      if (network === to || !this.#networks.leads(network)) return false;
      const driver = this.#networks.driver(network);
      const byHost =
        driver === "bridge" &&
        !this.#networks.isUnfiltered(this.#family) &&
        this.#networks.isTranslated(network);
      if (!byHost && !this.#answersAfar()) return false;
      if (driver === "overlay") return this.#family === "ipv4";
      if (driver !== "bridge") return this.#networks.happens("the outside leads back");
      return this.#places.gatewayOf(client, this.#family) === network && this.#networks.isAnswered(network);
    });
  }

  /** Whether a member of a network gets beyond the host, and answers get back. */
  #leaves(client: Inside, network: Network): boolean {
    if (!this.#networks.leads(network)) return false;
    const driver = this.#networks.driver(network);
    if (driver === "overlay") return this.#family === "ipv4";
    if (driver !== "bridge") return true;
    return this.#places.gatewayOf(client, this.#family) === network && this.#networks.isAnswered(network);
  }

  /** A legacy link on the default bridge opens what the server exposes, to all that share the client's interfaces. */
  #linked(client: Inside, server: Inside): boolean {
    const shared = client.networks.filter(
      network =>
        network.defaultBridge && server.networks.includes(network) && this.#doors.isBound(network.id),
    );
    if (shared.length === 0) return false;
    const [caller, owner] = [client, server].map(({ namespace }) =>
      this.#topology.workloads.find(({ id }) => id === namespace),
    );
    // Who joins another can have no links, and a link to who joined another leads to that other.
    if (owner === undefined || !caller?.links.some(({ to }) => this.#places.stands(to, owner.id)))
      return false;
    if (this.#asked.port === "any") return this.#networks.happens(`${owner.id} exposes any`);
    return this.#doors.exposes(owner, owner.published);
  }

  /** Others may be where we are, and may come in as the outside does. */
  #othersReach(server: Place): boolean {
    if (server.at !== "inside") return this.#networks.happens("others call the host");
    if (server.networks.some(this.#meetsOthersAt)) return true;
    if (!this.#networks.happens("others come in as the outside does")) return false;
    return this.#doors.of(server).some(door => this.#opens({ at: "outside" }, door));
  }

  #reachesOthers(client: Place): boolean {
    if (client.at === "inside") return client.networks.some(this.#networks.meetsOthers);
    const ours = this.#topology.workloads.map(({ id }) => this.#places.placeOf(id));
    return ours
      .flatMap(place => (place.at === "inside" ? place.networks : []))
      .some(network => this.#networks.meetsOthers(network) && this.#networks.callsHost(network));
  }

  readonly #meetsOthersAt = (network: Network): boolean =>
    this.#doors.isBound(network.id) && this.#networks.meetsOthers(network);

  /** Whether anything leaves room for workloads that nobody describes, in this world or another. */
  #thereMayBeOthers(): boolean {
    return this.#topology.workloads.some(({ id }) => {
      if (!this.#places.endsKnown(id) && !this.#places.goesRound(id)) return true;
      const place = this.#places.placeOf(id);
      if (place.at !== "inside") return false;
      return place.networks.some(({ driver, external, attachable, memberTraffic }) => {
        const joined = external || (mayBeOfSwarm(driver) && attachable !== false);
        return joined && memberTraffic !== false;
      });
    });
  }

  /** By the routes a client sets, through somebody on two networks who forwards. */
  #routed(client: Inside, server: Inside): boolean {
    return this.#topology.workloads.some(({ id, privileges }) => {
      const pivot = this.#places.placeOf(id);
      if (pivot.at !== "inside" || pivot.namespace !== id) return false;
      if (privileges.sysctls["net.ipv4.ip_forward"] === "0") return false;
      return pivot.networks.some(near =>
        pivot.networks.some(far => {
          if (near === far || !client.networks.includes(near) || !server.networks.includes(far)) return false;
          if (!this.#doors.isBound(far.id)) return false;
          if (!this.#networks.has(near, this.#family) || !this.#networks.has(far, this.#family)) return false;
          if (!this.#networks.flag(near, "memberTraffic") || !this.#networks.flag(far, "memberTraffic"))
            return false;
          if (this.#networks.flag(near, "internal") && this.#networks.flag(far, "internal")) return false;
          const answers = this.#setsRoutes(id) || this.#setsRoutes(server.namespace);
          return (
            answers && this.#setsRoutes(client.namespace) && this.#networks.happens("packets are passed on")
          );
        }),
      );
    });
  }

  #setsRoutes(namespace: string): boolean {
    return this.#topology.workloads.some(workload => {
      const place = this.#places.placeOf(workload.id);
      return (
        place.at === "inside" && place.namespace === namespace && this.#belongings.can(workload, "NET_ADMIN")
      );
    });
  }
}

function isNoWorkload(id: string): boolean {
  return id === "host" || id === "outside" || id === "others";
}
