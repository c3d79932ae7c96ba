import type { AddressFamily, Network, Topology } from "../../../../topology/index.ts";
import type { World } from "../worlds.ts";

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

/** Networks and their engine as they are in a world, and what they do for calls of a family. */
export class EngineNetworks {
  readonly #topology: Topology;
  readonly #world: World;
  readonly #family: AddressFamily;

  constructor(topology: Topology, world: World, family: AddressFamily) {
    this.#topology = topology;
    this.#world = world;
    this.#family = family;
  }

  /** Whether members of a network get through to each other. */
  passes(network: Network): boolean {
    if (!this.has(network, this.#family)) return false;
    if (this.driver(network) === "bridge" && this.isUnfiltered(this.#family)) return true;
    return this.flag(network, "memberTraffic");
  }

  isAnswered(network: Network): boolean {
    return this.isTranslated(network) || this.isCallable(network);
  }

  isTranslated(network: Network): boolean {
    return this.flag(network, "masquerade") && this.gateway(network, this.#family) !== "routed";
  }

  isCallable(network: Network): boolean {
    if (!this.machine().modern) return true;
    if (this.#world.flag("direct routing", this.#topology.engine?.directRouting ?? false)) return true;
    if (this.flag(network, "internal")) return true;
    return ["routed", "nat-unprotected"].includes(this.gateway(network, this.#family));
  }

  hasGateway(network: Network, family: AddressFamily): boolean {
    const driver = this.driver(network);
    const kept = driver !== "bridge" || this.machine().modern;
    if (!this.has(network, family) || (kept && this.flag(network, "internal"))) return false;
    if ((driver === "bridge" || driver === "overlay") && network.id !== "ingress") return true;
    return this.happens(`${network.id} is a gateway of ${family}`);
  }

  /** Whether those beyond the host meet members of a network at their own addresses. */
  outsideEnters(network: Network): boolean {
    switch (this.driver(network)) {
      case "bridge":
        if (this.isUnfiltered(this.#family)) return this.hasHostAddress(network);
        return this.leads(network) && this.gateway(network, this.#family) === "nat-unprotected";
      case "overlay":
        return false;
      case "macvlan":
      case "ipvlan":
        return this.leads(network);
      default:
        return this.leads(network) && this.happens(`${network.id} is outside`);
    }
  }

  /** Whether a member of a network gets to the host's own processes. */
  readonly callsHost = (network: Network): boolean => {
    switch (this.driver(network)) {
      case "bridge":
        return this.hasHostAddress(network);
      case "overlay":
        return this.hasEngineBridge(network);
      case "macvlan":
      case "ipvlan":
        return this.leads(network) && this.happens("the outside leads back");
      default:
        return this.has(network, this.#family) && this.happens(`the host is on ${network.id}`);
    }
  };

  leads(network: Network, family = this.#family): boolean {
    const closed = !(this.isUnfiltered(family) && this.driver(network) === "bridge");
    if (closed && this.flag(network, "internal")) return false;
    if (!this.has(network, family)) return false;
    return this.driver(network) !== "bridge" || this.hasHostAddress(network, family);
  }

  hasHostAddress(network: Network, family = this.#family): boolean {
    if (!this.has(network, family)) return false;
    if (family === "ipv4" && !this.flag(network, "hostAddress")) return false;
    return this.gateway(network, family) !== "isolated";
  }

  has({ id, ipv4 = true, ipv6 = false }: Network, family: AddressFamily): boolean {
    return this.#world.flag(`${family} of ${id}`, family === "ipv4" ? ipv4 : ipv6);
  }

  isUnfiltered(family: AddressFamily): boolean {
    return family === "ipv6" && !this.machine().filters;
  }

  proxy(): boolean {
    return this.#world.flag("userland proxy", this.#topology.engine?.userlandProxy ?? true);
  }

  machine(): Machine {
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

  hasEngineBridge(network: Network): boolean {
    if (this.driver(network) !== "overlay" || this.#family === "ipv6") return false;
    return this.has(network, "ipv4") && !this.flag(network, "internal");
  }

  /** Into an overlay, past what should carry it from node to node. */
  slipsIn(network: Network): boolean {
    if (network.id === "ingress" || this.driver(network) !== "overlay") return false;
    const sealed = this.#world.flag(`encrypted of ${network.id}`, network.encrypted);
    return (
      !sealed && this.flag(network, "memberTraffic") && this.happens(`somebody sends into ${network.id}`)
    );
  }

  readonly meetsOthers = (network: Network): boolean => {
    const { id, driver, external } = network;
    const joined =
      external || (mayBeOfSwarm(driver) && this.#world.flag(`attachable of ${id}`, network.attachable));
    return joined && this.flag(network, "memberTraffic") && this.happens(`others are on ${id}`);
  };

  driver({ driver, id }: Network): string {
    return driver === "undescribed"
      ? this.#world.pick(`driver of ${id}`, ["bridge", "overlay", "macvlan"])
      : driver;
  }

  gateway({ gateway, gateway6 = "nat", driver, id }: Network, family: AddressFamily): string {
    if ((driver !== "bridge" && driver !== "undescribed") || !this.machine().modes) return "nat";
    const said = family === "ipv4" ? gateway : gateway6;
    return this.#world.value(`${family} gateway of ${id}`, said, [
      "nat",
      "nat-unprotected",
      "routed",
      "isolated",
    ]);
  }

  flag(network: Network, flag: "internal" | "memberTraffic" | "hostAddress" | "masquerade"): boolean {
    return this.#world.flag(`${flag} of ${network.id}`, network[flag]);
  }

  happens(what: string): boolean {
    return this.#world.pick(what, [true, false]);
  }
}

/** Networks of one host alone cannot be joined from others. */
export function mayBeOfSwarm(driver: string): boolean {
  return !["bridge", "macvlan", "ipvlan"].includes(driver);
}
