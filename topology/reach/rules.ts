import { type AddressFamily, addressFamilies, type Network, unknownDriver } from "../model/network.ts";
import type { MemberRule } from "./crowd.ts";
import { isGateway } from "./gateway.ts";
import type { Member } from "./member.ts";
import {
  goesOut,
  hasFamily,
  hasHostAddress,
  isUnfiltered,
  meetsHost,
  type NetworkRule,
  reachesRouted,
  reachesTranslated,
} from "./network.ts";
import { eitherOdds, mayHold, type Odds, oddsOf, type Setting } from "./setting.ts";
import { both, either, not, perhaps, type Truth } from "./truth.ts";

/** Asked of a member at one of its networks. */
type PlaceRule = (member: Member, network: Network, setting: Setting, family: AddressFamily) => Truth;

/** What networks and engine do for members, each rule made once: what has been asked by one is not asked again. */
export class Rules {
  readonly settings: readonly Setting[];
  /** Nobody gets through, whatever the engine. */
  readonly never: Odds;
  readonly always: Odds;
  readonly perhaps: Odds;
  /** Whether a member can call the host at an address it has on one of its networks. */
  readonly meetsHost: MemberRule = this.overNetworks((_, network, setting, family) =>
    meetsHost(network, setting, family),
  );
  /** Whether a member gets to other networks of the host at their members' own addresses. */
  readonly routes: MemberRule = this.overNetworks((member, network, setting, family) =>
    both(reachesRouted(network, setting, family), needsGateway(member, network, setting, family)),
  );
  /**
   * The same for what is on a network of one's own as well: a program gets there by another way only where it says so,
   * by binding its call to another interface.
   */
  readonly routesPast: MemberRule = pastOwn(this.routes);
  /** The same for those whose calls come from an address of the host there, to which everybody's answers find back. */
  readonly routesTranslated: MemberRule = pastOwn(
    this.overNetworks((member, network, setting, family) =>
      both(reachesTranslated(network, setting, family), needsGateway(member, network, setting, family)),
    ),
  );
  /** Whether a member gets beyond the host. */
  readonly leaves: MemberRule = this.overNetworks((member, network, setting, family) =>
    this.leavesBy(member, network, setting, family),
  );
  /** Whether a member's answers find their way to other networks where nothing translates what comes from there. */
  readonly answers = (member: Member): Odds => {
    return oddsOf(this.settings, (setting, family) => {
      const gateways = member.networks.map(network => ({
        network,
        taken: both(hasFamily(network, family), isGateway(member, network, setting, family)),
      }));
      // What goes to a gateway that nobody is goes nowhere.
      const lost = gateways
        .filter(({ network }) => network.driver === "bridge")
        .map(({ network, taken }) => both(taken, not(hasHostAddress(network, setting, family))));
      // Whatever else it is on may be its gateway.
      if (member.unplaced !== undefined) return undefined;
      const leads = isUnfiltered(setting, family) ? either(...gateways.map(({ taken }) => taken)) : true;
      return both(leads, not(either(...lost)));
    });
  };
  readonly #entering = new Map<string, MemberRule>();
  readonly #networks = new Map<NetworkRule, Map<string, Odds>>();

  constructor(settings: readonly Setting[]) {
    this.settings = settings;
    this.never = oddsOf(settings, () => false);
    this.always = oddsOf(settings, () => true);
    this.perhaps = oddsOf(settings, () => undefined);
  }

  /** What a rule comes to for a network. */
  of(network: Network, rule: NetworkRule): Odds {
    const known = this.#networks.get(rule) ?? new Map<string, Odds>();
    this.#networks.set(rule, known);
    const found = known.get(network.id);
    if (found !== undefined) return found;
    const odds = oddsOf(this.settings, (setting, family) => rule(network, setting, family));
    known.set(network.id, odds);
    return odds;
  }

  /** Whether a rule may hold for a network, in whatever setting and for either family. */
  mayHold(network: Network, rule: NetworkRule): boolean {
    return mayHold(this.of(network, rule));
  }

  /** A rule of networks as one of members, made once by its name. */
  entering(name: string, rule: PlaceRule): MemberRule {
    const known = this.#entering.get(name);
    if (known !== undefined) return known;
    const made = this.overNetworks(rule);
    this.#entering.set(name, made);
    return made;
  }

  readonly leavesBy: PlaceRule = (member, network, setting, family) =>
    both(goesOut(network, setting, family), needsGateway(member, network, setting, family));

  overNetworks(rule: PlaceRule): MemberRule {
    return (member, but) => {
      const at = member.networks.filter(network => network.id !== but?.id);
      const odds = at.map(network =>
        this.settings.flatMap(setting =>
          addressFamilies.map(family => rule(member, network, setting, family)),
        ),
      );
      return odds.reduce(eitherOdds, this.never);
    };
  }
}

function pastOwn(rule: MemberRule): MemberRule {
  return (member, but) => {
    const odds = rule(member, but);
    return but === undefined ? odds : odds.map(perhaps);
  };
}

/** A bridge leads out where it is the gateway; what is part of another network does so by itself. */
function needsGateway(member: Member, network: Network, setting: Setting, family: AddressFamily): Truth {
  if (network.driver !== "bridge" && network.driver !== unknownDriver) return true;
  const gateway = isGateway(member, network, setting, family);
  return network.driver === "bridge" || gateway === true ? gateway : undefined;
}
