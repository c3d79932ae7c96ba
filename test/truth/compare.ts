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
}

/** Holds what is computed of a topology against what was found. What was not let in at first is tried once more. */
export async function compare(topology: Topology, truth: Truth): Promise<Comparison> {
  const edges = new Map(reach(topology, { denied: "all" }).edges.map(edge => [keyOf(edge), edge]));
  const found = await truth.all();
  const late = new Set(
    found
      .filter(one =>
        addressFamilies.some(
          family => verdictOf(edges, one, family) === "allowed" && !one.families.has(family),
        ),
      )
      .map(({ from, to }) => JSON.stringify([from, to])),
  );
  const again: Found[] = [];
  for (const key of late) again.push(...(await truth.again(...(JSON.parse(key) as [string, string]))));
  const repeated = new Map(again.map(one => [keyOf(one), one]));
  const answers = found.map(one => repeated.get(keyOf(one)) ?? one);
  const wrong = answers.flatMap(one =>
    addressFamilies.flatMap(family => {
      const verdict = verdictOf(edges, one, family);
      const open = one.families.has(family);
      if (verdict === (open ? "allowed" : "denied")) return [];
      const via = edges.get(keyOf(one))?.via.map(({ detail }) => detail) ?? [];
      return [
        {
          call: `${keyOf(one)} by ${family}`,
          computed: `${verdict}: ${via.join("; ")}`,
          found: open ? `open, at ${one.by.join(", ")}` : "closed",
        },
      ];
    }),
  );
  return { compared: answers.length * addressFamilies.length, wrong };
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
