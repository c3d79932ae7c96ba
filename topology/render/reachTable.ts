import type { Edge, Reach } from "../reach/edge.ts";
import { judge } from "../reach/judge.ts";
import { columns } from "./columns.ts";
import { wrap } from "./wrap.ts";

/** How to draw the table. */
export interface TableOptions {
  /** Says below each edge what makes it so. @default false */
  readonly explain?: boolean;
  /** Whether flows were declared that edges can be held against; what is read from an engine declares none. @default true */
  readonly declares?: boolean;
}

/**
 * Draws who can reach whom, an edge a line, and what is wrong with it:
 *
 * ```
 * shop-app => shop-db   tcp 5432  declared
 * shop-db  => shop-app  tcp 8080  EXCESS: nobody declared it
 * ```
 */
export function reachTable(reach: Reach, options: TableOptions = {}): string {
  if (reach.edges.length === 0) return "Nothing reaches anything.";
  const remark = options.declares === false ? certainty : judgement;
  const rows = columns(
    reach.edges.map(edge => [edge.from, "=>", edge.to, portText(edge), remark(edge)]),
  ).split("\n");
  const lines = rows.flatMap((row, index) => {
    const causes = options.explain ? (reach.edges[index]?.via ?? []) : [];
    return [row, ...causes.flatMap(cause => wrap(`because ${cause.detail}`, "    "))];
  });
  return [...lines, "", options.declares === false ? `${count(reach)}.` : summary(reach)].join("\n");
}

/** One sentence on the whole: how many edges, and how many are not as declared. */
export function summary(reach: Reach): string {
  const { excess, missing } = judge(reach);
  const wrong =
    excess.length + missing.length === 0
      ? "all as declared"
      : `${excess.length} in excess, ${missing.length} missing`;
  return `${count(reach)}: ${wrong}.`;
}

function count({ edges }: Reach): string {
  const open = edges.filter(edge => edge.verdict !== "denied").length;
  return `${open} ${open === 1 ? "edge" : "edges"}`;
}

function portText({ port, protocol }: Edge): string {
  return port === "any" ? "any port" : `${protocol} ${port}`;
}

/** Of an edge that nothing was declared about. */
function certainty(edge: Edge): string {
  return edge.verdict === "unknown" ? "UNKNOWN: perhaps reachable" : "";
}

function judgement(edge: Edge): string {
  switch (edge.verdict) {
    case "allowed":
      return edge.declared ? "declared" : "EXCESS: nobody declared it";
    case "unknown":
      return edge.declared ? "UNKNOWN: perhaps reachable, declared" : "UNKNOWN: perhaps, nobody declared it";
    case "denied":
      return edge.declared ? "MISSING: declared, not reachable" : "closed";
  }
}
