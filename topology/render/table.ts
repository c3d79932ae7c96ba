import type { Cause, Path, Reach } from "../reach/edge.ts";
import { portText } from "../reach/words.ts";
import { columns } from "./columns.ts";
import { hostOpenText } from "./hostOpen.ts";
import { type Declaring, isWrong, stateOf, stateWords } from "./state.ts";
import { summary } from "./summary.ts";
import { toldOf, untoldText } from "./told.ts";
import { wrap } from "./wrap.ts";

/** How to draw the table. */
export interface TableOptions extends Declaring {
  /** Says below each edge what makes it so, and below those that are wrong what to do. @default false */
  readonly explain?: boolean;
}

/**
 * Draws who can reach whom, an edge a line, and what is wrong with it:
 *
 * ```
 * shop-app => shop-db   tcp 5432  declared
 * shop-db  => shop-app  tcp 8080  EXCESS: nobody declared it
 * ```
 */
export function reachTable(found: Reach, options: TableOptions = {}): string {
  const reach = toldOf(found);
  if (reach.edges.length === 0) return ["Nothing reaches anything.", ...untoldText(found)].join("\n");
  const rows = columns(
    reach.edges.map(edge => [edge.from, "=>", edge.to, portText(edge), stateWords[stateOf(edge, options)]]),
  ).split("\n");
  const lines = rows.flatMap((row, index) => {
    const edge = reach.edges[index];
    if (!options.explain || edge === undefined) return [row];
    return [row, ...edge.via.flatMap(cause => explained(cause, isWrong(stateOf(edge, options))))];
  });
  return [
    ...lines,
    ...pathLines(reach.paths, options),
    "",
    summary(reach, options),
    ...hostOpenText(reach, options).flatMap(text => wrap(text)),
    ...untoldText(found),
  ].join("\n");
}

function explained({ detail, remedy }: Cause, wrong: boolean): string[] {
  const lines = wrap(`because ${detail}`, "    ");
  return wrong && remedy !== undefined ? [...lines, ...wrap(`to change that: ${remedy}`, "    ")] : lines;
}

/** Ways past others, by their hops. */
function pathLines(paths: readonly Path[] | undefined, { declares = true }: Declaring): string[] {
  if (paths === undefined || paths.length === 0) return [];
  const rows = paths.map(({ from, hops, declared, verdict }) => [
    [from, ...hops.map(({ to }) => to)].join(" => "),
    verdict === "unknown" ? "perhaps" : "",
    !declares ? "" : declared ? "each step declared" : "not each step declared",
  ]);
  return ["", "Past others, who would have to pass it on:", columns(rows)];
}
