import type { Reach } from "../reach/edge.ts";
import { portText } from "../reach/words.ts";
import { hostOpenText } from "./hostOpen.ts";
import { type Declaring, isWrong, stateOf, stateWords } from "./state.ts";
import { summary } from "./summary.ts";
import { toldOf, untoldText } from "./told.ts";

/** Writes a table for documents and pull requests, the edges that are wrong first. */
export function reachMarkdown(found: Reach, options: Declaring = {}): string {
  const reach = toldOf(found);
  if (reach.edges.length === 0) return ["Nothing reaches anything.", ...untoldText(found)].join("\n\n");
  const rows = reach.edges.map(edge => {
    const state = stateOf(edge, options);
    const cells = [
      code(edge.from),
      code(edge.to),
      portText(edge),
      isWrong(state) ? `**${stateWords[state]}**` : stateWords[state],
      edge.via.map(({ detail }) => plain(detail)).join("; "),
    ];
    return { wrong: isWrong(state), cells };
  });
  const sorted = [...rows.filter(({ wrong }) => wrong), ...rows.filter(({ wrong }) => !wrong)];
  return [
    markdownTable(
      ["From", "To", "Port", "State", "Because"],
      sorted.map(({ cells }) => cells),
    ),
    "",
    summary(reach, options),
    ...[...hostOpenText(reach, options), ...untoldText(found)].flatMap(line => ["", line]),
  ].join("\n");
}

/** A table of cells that are Markdown already. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A name as it is: nothing in it is Markdown, a mention or a link. */
export function code(text: string): string {
  const flat = text.replace(/\s+/g, " ").replaceAll("|", "\\|");
  const fence = "`".repeat(1 + Math.max(0, ...[...flat.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  return fence.length === 1 ? `\`${flat}\`` : `${fence} ${flat} ${fence}`;
}

/** A sentence in which nothing is Markdown, a mention or a link. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]()#!|~]/g, mark => `\\${mark}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "&#64;");
}
