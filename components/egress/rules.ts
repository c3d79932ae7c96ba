import type {
  EgressBlockArgs,
  EgressDnsArgs,
  EgressHostArgs,
  EgressLearnArgs,
} from "../workload/args/egress.ts";
import { blockText } from "./addresses.ts";

/** One entry of a list. */
export type EgressRuleArgs = EgressHostArgs | EgressBlockArgs | EgressDnsArgs | EgressLearnArgs;

/** What is open while a list is learned: every public name, at the two ports by which a call says whom it is for. */
const learned: EgressBlockArgs = { cidr: "0.0.0.0/0", ports: [443, 80] };

/** What passes at a port, and so by what its receiver is told. */
export type EgressProtocol = (typeof egressProtocols)[number];

export const egressProtocols = ["tls", "http", "tcp"] as const;

/** Whom a workload may call at a port. */
export interface EgressTarget {
  /** A name, `*.` and a domain, or a block of addresses. */
  readonly name: string;
  readonly kind: "host" | "block";
  /** Where answers must lie; undefined for any address that is nobody's own. */
  readonly within: string | undefined;
  /** The argument it was read from. */
  readonly path: string;
}

/** A port of the relay, and to whom it leads. */
export interface EgressPort {
  readonly port: number;
  readonly protocol: EgressProtocol;
  readonly targets: readonly EgressTarget[];
}

/** One port of one entry. */
export interface EgressEntry extends Omit<EgressPort, "targets"> {
  readonly target: EgressTarget;
  /** E.g. `egress[0].ports[1]`. */
  readonly path: string;
}

/** The entries of a list, each with each of its ports. */
export function egressEntries(rules: readonly EgressRuleArgs[]): EgressEntry[] {
  return rules.flatMap((given, index): EgressEntry[] => {
    if ("dns" in given || ("learn" in given && !given.learn)) return [];
    const path = `egress[${index}]`;
    const learns = "learn" in given;
    const rule = learns ? learned : given;
    const target: EgressTarget =
      "host" in rule
        ? {
            name: rule.host,
            kind: "host",
            within: rule.within && blockText(rule.within),
            path: `${path}.host`,
          }
        : {
            name: blockText(rule.cidr),
            kind: "block",
            within: blockText(rule.cidr),
            path: learns ? `${path}.learn` : `${path}.cidr`,
          };
    return rule.ports.map((port, at) => {
      return { ...readPort(port), target, path: learns ? target.path : `${path}.ports[${at}]` };
    });
  });
}

/**
 * Whether it is called by an address, and not by a name: a connection of plain TCP says nothing of whom it is for but the
 * address it goes to.
 */
export function goesByAddress({ protocol, target }: Pick<EgressEntry, "protocol" | "target">): boolean {
  return protocol === "tcp" && target.kind === "block";
}

/** Whether a list lets any name be asked for. */
export function asksAnything(rules: readonly EgressRuleArgs[]): boolean {
  return rules.some(rule => "dns" in rule && rule.dns);
}

/** Entries by their ports, in the order of these. */
export function egressPorts(entries: readonly EgressEntry[]): EgressPort[] {
  return [...Map.groupBy(entries, ({ port }) => port).values()]
    .flatMap((group): EgressPort[] => {
      const [first] = group;
      if (first === undefined) return [];
      const { port, protocol } = first;
      return [{ port, protocol, targets: group.map(({ target }) => target) }];
    })
    .sort((left, right) => left.port - right.port);
}

const usual: Readonly<Record<number, EgressProtocol>> = { 80: "http", 443: "tls" };

function readPort(given: number | string): Pick<EgressEntry, "port" | "protocol"> {
  if (typeof given === "number") return { port: given, protocol: usual[given] ?? "tcp" };
  const [word, number] = given.split(/ +/);
  const protocol = egressProtocols.find(one => one === word) ?? "tcp";
  return { port: Number(number), protocol };
}
