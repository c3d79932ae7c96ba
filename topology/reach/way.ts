import type { AddressFamily } from "../model/network.ts";
import type { Cause, Mechanism, Verdict } from "./edge.ts";
import type { Port } from "./ports.ts";
import { acrossSettings, hangsOnEngine, mayHold, type Odds } from "./setting.ts";
import type { Truth } from "./truth.ts";

/** Ends of ways, by id: a list that many ways share, and some who are not meant. */
export class Group {
  readonly ids: readonly string[];
  /** Of the list, or of others, who are not meant. */
  readonly except: ReadonlySet<string>;
  readonly #lookup: { set?: ReadonlySet<string> };

  constructor(ids: readonly string[], except: ReadonlySet<string> = none, lookup = {}) {
    this.ids = ids;
    this.except = except;
    this.#lookup = lookup;
  }

  /** The same list, without some more. */
  without(except: ReadonlySet<string>): Group {
    return except.size === 0 ? this : new Group(this.ids, this.except.union(except), this.#lookup);
  }

  has(id: string): boolean {
    this.#lookup.set ??= new Set(this.ids);
    return this.#lookup.set.has(id) && !this.except.has(id);
  }

  /** Those who are meant. */
  *[Symbol.iterator](): Generator<string> {
    for (const id of this.ids) if (!this.except.has(id)) yield id;
  }

  get size(): number {
    if (this.except.size === 0) return this.ids.length;
    return this.ids.length - [...this.except].filter(id => this.#isListed(id)).length;
  }

  #isListed(id: string): boolean {
    this.#lookup.set ??= new Set(this.ids);
    return this.#lookup.set.has(id);
  }
}

const none: ReadonlySet<string> = new Set();

/** Servers of ways, each with the ports on which it is open. Host, outside and others are asked about any port. */
export class Targets {
  readonly ids: readonly string[];
  readonly #ports: ReadonlyMap<string, readonly Port[]>;

  constructor(ports: ReadonlyMap<string, readonly Port[]>) {
    this.#ports = ports;
    this.ids = [...ports.keys()];
  }

  /** The ports of one of them; undefined for who is none of them. */
  portsOf(id: string): readonly Port[] | undefined {
    return this.#ports.get(id);
  }
}

/** What a way comes to for each family of addresses. */
export type Families = Readonly<Record<AddressFamily, Verdict>>;

/**
 * One way in which connections may get through: from each of many to each of many. Reach is a few of these, however
 * many edges they stand for.
 */
export interface Way {
  readonly from: Group;
  readonly to: Targets;
  readonly verdict: Exclude<Verdict, "denied">;
  /** By which family; undefined where it is the same for both. */
  readonly families: Families | undefined;
  /** It would be known, if only the engine were told. */
  readonly untold: boolean;
  readonly cause: Cause;
  /** The cause alone: what the edges have in common that have no other. */
  readonly via: readonly [Cause];
  /** Whether those who share a namespace are meant: only they, they too, or all but they. */
  readonly within: "only" | "too" | "not";
}

/** A way as long as it is one: none where it is not open, or leads from or to nobody. */
export function way(
  from: Group,
  to: Targets,
  open: Truth,
  cause: Cause,
  within: Way["within"] = "not",
): Way[] {
  if (open === false || from.ids.length === 0 || to.ids.length === 0) return [];
  const verdict = open === undefined ? "unknown" : "allowed";
  return [{ from, to, verdict, families: undefined, untold: false, cause, via: [cause], within }];
}

/** A way of packets, as the engine's setting and the family of addresses have it. */
export function wayBy(from: Group, to: Targets, odds: Odds, cause: Cause): Way[] {
  if (from.ids.length === 0 || to.ids.length === 0 || !mayHold(odds)) return [];
  const { ipv4, ipv6 } = acrossSettings(odds);
  const families = { ipv4: verdictOf(ipv4), ipv6: verdictOf(ipv6) };
  const verdict = ipv4 === true || ipv6 === true ? "allowed" : "unknown";
  const untold = verdict === "unknown" && hangsOnEngine(odds);
  const told = untold ? onSomeEngines(cause) : cause;
  return [{ from, to, verdict, families, untold, cause: told, via: [told], within: "not" }];
}

function verdictOf(truth: Truth): Verdict {
  return truth === undefined ? "unknown" : truth ? "allowed" : "denied";
}

/** What holds on some engines alone, where nobody says which one it is. */
function onSomeEngines({ detail, ...cause }: Cause): Cause {
  return {
    ...cause,
    detail: `${detail}; which engine it is was not told, and some keep this off`,
    remedy: "say which engine it is (--engine-version, --firewall)",
  };
}

/** One end alone. */
export function only(...ids: readonly string[]): Group {
  return new Group(ids);
}

/** Targets by id, without those that have no port. */
export function targets(entries: Iterable<readonly [id: string, ports: readonly Port[]]>): Targets {
  return new Targets(new Map([...entries].filter(([, ports]) => ports.length > 0)));
}

export function causeOf(mechanism: Mechanism, name: string, detail: string, remedy: string): Cause {
  return { mechanism, name, detail, remedy };
}
