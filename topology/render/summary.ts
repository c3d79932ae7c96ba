import type { Reach } from "../reach/edge.ts";
import { judge } from "../reach/judge.ts";

/** One sentence on the whole: how many edges, and how many are not as declared. */
export function summary(reach: Reach): string {
  const { excess, missing } = judge(reach);
  const open = reach.edges.filter(edge => edge.verdict !== "denied").length;
  const wrong =
    excess.length + missing.length === 0
      ? "all as declared"
      : `${excess.length} in excess, ${missing.length} missing`;
  return `${open} ${open === 1 ? "edge" : "edges"}: ${wrong}.`;
}
