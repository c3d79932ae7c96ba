import type { Network } from "../model/network.ts";
import { hostId, othersId, outsideId } from "../model/topology.ts";
import type { Member } from "./member.ts";
import { anyPort, type Port } from "./ports.ts";
import { either, type Truth } from "./truth.ts";
import { Group, Targets } from "./way.ts";

/** Members of whom something holds for sure, and those of whom it may. */
export interface Split {
  readonly sure: Group;
  readonly perhaps: Group;
}

/** Groups of a topology that many ways share, each made once: what keeps reach from growing with the square of members. */
export class Crowd {
  readonly #members: readonly Member[];
  readonly #onNetwork: ReadonlyMap<string, readonly Member[]>;
  readonly #groups = new Map<string, Group>();
  readonly #rests = new Map<(network: Network) => Truth, Map<string, Group>>();
  readonly #splits = new Map<(network: Network) => Truth, Split>();
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

  /** Everybody on a network of whom something does not hold for sure by any of his networks. */
  onlyOn(network: Network, does: (network: Network) => Truth): Group {
    const known = this.#rests.get(does) ?? new Map<string, Group>();
    this.#rests.set(does, known);
    const found = known.get(network.id);
    if (found !== undefined) return found;
    const { sure } = this.by(does);
    const group = new Group(this.on(network).ids.filter(id => !sure.has(id)));
    known.set(network.id, group);
    return group;
  }

  /** Members, but for those in the host's namespace, by what one of their networks does. */
  by(does: (network: Network) => Truth): Split {
    const known = this.#splits.get(does);
    if (known !== undefined) return known;
    const split = splitOf(this.#members, member => either(...member.networks.map(does)));
    this.#splits.set(does, split);
    return split;
  }

  /** The same, by what their other networks do: those on the network itself need one more. */
  byOthersThan(network: Network, does: (network: Network) => Truth): Split[] {
    const inside = this.#onNetwork.get(network.id) ?? [];
    const { sure, perhaps } = this.by(does);
    const ids = new Set(inside.map(({ workload }) => workload.id));
    const others = (member: Member): Truth =>
      either(...member.networks.filter(({ id }) => id !== network.id).map(does));
    return [{ sure: sure.without(ids), perhaps: perhaps.without(ids) }, splitOf(inside, others)];
  }
}

function splitOf(members: readonly Member[], does: (member: Member) => Truth): Split {
  const groups = Map.groupBy(members, does);
  const group = (truth: Truth): Group =>
    new Group((groups.get(truth) ?? []).map(({ workload }) => workload.id));
  return { sure: group(true), perhaps: group(undefined) };
}
