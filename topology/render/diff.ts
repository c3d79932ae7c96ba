import type { Change, Difference } from "../diff/difference.ts";
import type { Standing } from "../reach/inGroups.ts";
import { diffPicture } from "./diffPicture.ts";
import { dotOf } from "./dot.ts";
import { code, markdownTable, plain } from "./markdown.ts";
import { mermaidOf } from "./mermaid.ts";
import type { PictureOptions } from "./picture.ts";
import { labelOf } from "./reachPicture.ts";
import { svgOf } from "./svg.ts";

/** Tells a difference, a change a line:
 *
 * ```
 * + web can now reach db on tcp 5432: both are on network data. Nobody declared it.
 * - db can no longer reach app on any port: they share no network.
 * ```
 */
export function diffText(difference: Difference): string {
  const { workloads, changes, declarations } = difference;
  const lines = [
    ...workloads.added.map(id => `+ workload ${id}`),
    ...workloads.removed.map(id => `- workload ${id}`),
    ...changes.map(({ kind, sentence }) => `${signs[kind]} ${sentence}`),
    ...declarations.map(({ sentence }) => `~ ${sentence}`),
  ];
  if (lines.length === 0) return "Who can reach whom is the same in both.";
  return difference.declares ? [...lines, "", standingText(difference)].join("\n") : lines.join("\n");
}

const signs: Readonly<Record<Change["kind"], string>> = {
  added: "+",
  widened: "+",
  removed: "-",
  narrowed: "-",
};

/** Tells a difference as a table for pull requests. */
export function diffMarkdown(difference: Difference): string {
  const { workloads, changes, declarations } = difference;
  const rows = [
    ...workloads.added.map(id => ["new workload", code(id), "", ""]),
    ...workloads.removed.map(id => ["workload gone", code(id), "", ""]),
    ...changes.map(({ kind, from, to, ports, sentence }) => {
      const undeclared =
        difference.declares && signs[kind] === "+" && !ports.every(({ declared }) => declared);
      const what = undeclared ? `**${kind}**` : kind;
      return [what, `${code(from)} to ${code(to)}`, plain(labelOf(ports)), plain(sentence)];
    }),
    ...declarations.map(({ from, to, port, protocol, declared, sentence }) => [
      declared ? "declared" : "**declared no more**",
      `${code(from)} to ${code(to)}`,
      plain(labelOf([{ port, protocol }])),
      plain(sentence),
    ]),
  ];
  if (rows.length === 0) return "Who can reach whom is the same in both.";
  const table = markdownTable(["Change", "From, to", "Ports", "In words"], rows);
  return difference.declares ? [table, "", plain(standingText(difference))].join("\n") : table;
}

/** Draws what came and what went: for pull requests. */
export function diffMermaid(difference: Difference, options: PictureOptions = {}): string {
  return mermaidOf(diffPicture(difference, options));
}

/** The same for Graphviz. */
export function diffDot(difference: Difference, options: PictureOptions = {}): string {
  return dotOf(diffPicture(difference, options));
}

/** The same, drawn. */
export async function diffSvg(difference: Difference, options: PictureOptions = {}): Promise<string> {
  return await svgOf(diffPicture(difference, options));
}

function standingText({ standing: { before, after } }: Difference): string {
  const text = ({ excess, missing }: Standing): string => `${excess} in excess, ${missing} missing`;
  return text(before) === text(after)
    ? `As before: ${text(after)}.`
    : `Before: ${text(before)}. Now: ${text(after)}.`;
}
