import type { Network } from "../model/network.ts";
import { hostId, othersId, outsideId } from "../model/topology.ts";
import type { Member } from "./member.ts";
import { anyPort, type Port } from "./ports.ts";
import { eitherOdds, mayHold, type Odds } from "./setting.ts";
import { Group, Targets } from "./way.ts";

/** What something comes to for a member, by its networks but for one. */
export type MemberRule = (member: Member, but: Network | undefined) => Odds;

/** Members for whom something comes to the same. */
export interface Split {
  readonly odds: Odds;
  readonly group: Group;
}

/** Groups of a topology that many ways share, each made once: what keeps reach from growing with the square of members. */
export class Crowd {
  readonly #members: readonly Member[];
  readonly #onNetwork: ReadonlyMap<string, readonly Member[]>;
  readonly #groups = new Map<string, Group>();
  readonly #splits = new Map<MemberRule, Split[]>();
  readonly #splitsNamed = new Map<string, Split[]>();
  readonly #splitsOn = new Map<MemberRule, Map<string, Split[]>>();
  /** What uses the host's interfaces; and with the host itself. */
  readonly inHost: Group;
  readonly hostSide: Group;
  /** Workloads that nobody describes; nobody at all where there is no place for any. */
  readonly others: Group;
  /** All ends there are, without those that cannot start. */
  readonly everyone: Group;
  readonly everyonesPorts: Targets;
  /** The same without others, of whom nobody knows whether there are any. */
  readonly knownPorts: Targets;

  /** @param strange whether there may be workloads that nobody describes. */
  constructor(
    members: readonly Member[],
    onNetwork: ReadonlyMap<string, readonly Member[]>,
    strange: boolean,
  ) {
    this.#members = members.filter(({ inHost }) => !inHost);
    this.#onNetwork = onNetwork;
    const started = members.filter(({ circular }) => !circular);
    const inHost = members.filter(member => member.inHost);
    this.others = new Group(strange ? [othersId] : []);
    this.inHost = new Group(inHost.map(({ workload }) => workload.id));
    this.hostSide = new Group([hostId, ...this.inHost]);
    this.everyone = new Group([
      hostId,
      outsideId,
      ...this.others,
      ...started.map(({ workload }) => workload.id),
    ]);
    const ports: [string, readonly Port[]][] = [
      [hostId, [anyPort]],
      [outsideId, [anyPort]],
      ...started.map((member): [string, readonly Port[]] => [member.workload.id, member.ports]),
    ];
    this.knownPorts = new Targets(new Map(ports));
    this.everyonesPorts = strange ? new Targets(new Map([...ports, [othersId, [anyPort]]])) : this.knownPorts;
  }

  /** Everybody on a network. */
  on({ id }: Network): Group {
    const known = this.#groups.get(id);
    if (known !== undefined) return known;
    const group = new Group((this.#onNetwork.get(id) ?? []).map(({ workload }) => workload.id));
    this.#groups.set(id, group);
    return group;
  }

  /** Members, but for those in the host's namespace, by what something comes to for them. */
  by(rule: MemberRule): Split[] {
    const known = this.#splits.get(rule);
    if (known !== undefined) return known;
    const splits = splitBy(this.#members, member => rule(member, undefined));
    this.#splits.set(rule, splits);
    return splits;
  }

  /**
   * The same, by what their other networks do: those on the network itself need one more.
   *
   * @param beside what comes to those on the network by being there; the same whenever the rule is asked for it.
   */
  byOthersThan(network: Network, rule: MemberRule, beside?: Odds): Split[] {
    const found = this.#splitsOn.get(rule) ?? new Map<string, Split[]>();
    this.#splitsOn.set(rule, found);
    const known = found.get(network.id);
    if (known !== undefined) return known;
    const inside = this.#onNetwork.get(network.id) ?? [];
    const ids = new Set(inside.map(({ workload }) => workload.id));
    const outside = this.by(rule).map(({ odds, group }) => ({ odds, group: group.without(ids) }));
    const splits = [
      ...outside,
      ...splitBy(inside, member => {
        const others = rule(member, network);
        return beside === undefined ? others : eitherOdds(others, beside);
      }),
    ];
    found.set(network.id, splits);
    return splits;
  }

  /** As {@link by}, of a rule that is known by a name: many published ports are open to the same members. */
  named(name: string, rule: (member: Member) => Odds): Split[] {
    const known = this.#splitsNamed.get(name);
    if (known !== undefined) return known;
    const splits = splitBy(this.#members, rule);
    this.#splitsNamed.set(name, splits);
    return splits;
  }

  /** Those on a network, by what something comes to for them there. */
  onBy(network: Network, rule: (member: Member) => Odds): Split[] {
    return splitBy(this.#onNetwork.get(network.id) ?? [], rule);
  }
}

/** What is the same for all that are at the same places is asked once. */
function splitBy(members: readonly Member[], rule: (member: Member) => Odds): Split[] {
  const odds = new Map<string, Odds>();
  const splits = new Map<string, { readonly odds: Odds; readonly ids: string[] }>();
  for (const member of members) {
    const known = odds.get(member.place) ?? rule(member);
    odds.set(member.place, known);
    const key = known.join();
    const split = splits.get(key);
    if (split === undefined) splits.set(key, { odds: known, ids: [member.workload.id] });
    else split.ids.push(member.workload.id);
  }
  return [...splits.values()]
    .filter(split => mayHold(split.odds))
    .map(split => ({ odds: split.odds, group: new Group(split.ids) }));
}
