import type { Reach } from "../reach/edge.ts";
import { judge } from "../reach/judge.ts";
import type { Declaring } from "./state.ts";

/** One sentence on the whole: how many edges, and, where anything is declared, how many are not as declared. */
export function summary(reach: Reach, { declares = true }: Declaring): string {
  if (!declares) return `${count(reach)}.`;
  const { excess, missing, hostOpen } = judge(reach);
  const wrong =
    excess.length + missing.length === 0
      ? "all as declared"
      : `${excess.length} in excess, ${missing.length} missing`;
  const open = hostOpen.length === 0 ? "" : `, but for ${hostOpen.length} host-open`;
  return `${count(reach)}: ${wrong}${open}.`;
}

/** How many edges are open, in words. */
function count({ edges }: Reach): string {
  const open = edges.filter(edge => edge.verdict !== "denied").length;
  return `${open} ${open === 1 ? "edge" : "edges"}`;
}
