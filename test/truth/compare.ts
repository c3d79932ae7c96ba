import { addressFamilies, type Edge, reach, type Topology, type Verdict } from "../../topology/index.ts";
import type { Found, Truth } from "./truth.ts";

/** A call of which reach and truth say different things. */
export interface Disagreement {
  readonly call: string;
  readonly computed: string;
  readonly found: string;
}

export interface Comparison {
  /** How many answers were held against each other: one for each call and family. */
  readonly compared: number;
  readonly wrong: readonly Disagreement[];
  /** Those of which it is said that they cannot be told: neither right nor wrong. */
  readonly unsure: readonly Disagreement[];
}

/** How often what should have got through is tried before it counts as closed: the machine may be slow, or busy. */
const attempts = 4;

/** Holds what is computed of a topology against what was found. What was not let in at first is tried again. */
export async function compare(topology: Topology, truth: Truth): Promise<Comparison> {
  const edges = new Map(reach(topology, { denied: "all" }).edges.map(edge => [keyOf(edge), edge]));
  let answers = await truth.all();
  for (let attempt = 1; attempt < attempts; attempt++) {
    const late = pairsOf(answers.filter(one => isLate(edges, one)));
    if (late.length === 0) break;
    const callers = [...Map.groupBy(late, ([from]) => from).values()];
    const again = await Promise.all(callers.map(pairs => tryAgain(pairs, truth)));
    answers = together(answers, again.flat());
  }
  const told = answers.flatMap(one =>
    addressFamilies.flatMap(family => {
      const verdict = verdictOf(edges, one, family);
      const open = one.families.has(family);
      if (verdict === (open ? "allowed" : "denied")) return [];
      const via = edges.get(keyOf(one))?.via.map(({ detail }) => detail) ?? [];
      const disagreement: Disagreement = {
        call: `${keyOf(one)} by ${family}`,
        computed: `${verdict}: ${via.join("; ")}`,
        found: open ? `open, at ${one.by.join(", ")}` : "closed",
      };
      return [{ verdict, disagreement }];
    }),
  );
  const of = (unknown: boolean): Disagreement[] =>
    told.filter(({ verdict }) => (verdict === "unknown") === unknown).map(({ disagreement }) => disagreement);
  return { compared: answers.length * addressFamilies.length, wrong: of(false), unsure: of(true) };
}

/** What one caller finds, asked about one after another: there is one helper at its place. */
async function tryAgain(pairs: readonly (readonly [string, string])[], truth: Truth): Promise<Found[]> {
  const found: Found[] = [];
  for (const [from, to] of pairs) found.push(...(await truth.again(from, to)));
  return found;
}

/** Whether it should have got through by some family and did not. */
function isLate(edges: ReadonlyMap<string, Edge>, found: Found): boolean {
  return addressFamilies.some(
    family => verdictOf(edges, found, family) === "allowed" && !found.families.has(family),
  );
}

/** The ends of calls, each pair once. */
function pairsOf(found: readonly Found[]): (readonly [from: string, to: string])[] {
  const pairs = new Map(found.map(({ from, to }) => [JSON.stringify([from, to]), [from, to] as const]));
  return [...pairs.values()];
}

/** What got through once is open, whatever came of it another time. */
function together(first: readonly Found[], again: readonly Found[]): Found[] {
  const repeated = new Map(again.map(one => [keyOf(one), one]));
  return first.map(one => {
    const other = repeated.get(keyOf(one));
    if (other === undefined) return one;
    return {
      ...one,
      families: one.families.union(other.families),
      by: [...new Set([...one.by, ...other.by])],
    };
  });
}

function verdictOf(edges: ReadonlyMap<string, Edge>, found: Found, family: "ipv4" | "ipv6"): Verdict {
  const edge = edges.get(keyOf(found));
  if (edge === undefined || edge.verdict === "denied") return "denied";
  return edge.families?.[family] ?? (family === "ipv4" ? edge.verdict : "denied");
}

function keyOf({
  from,
  to,
  port,
  protocol,
}: Pick<Edge, "from" | "to" | "port"> & { readonly protocol: string }): string {
  return `${from} => ${to} ${protocol} ${port}`;
}
