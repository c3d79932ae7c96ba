import type { Reach } from "../reach/edge.ts";
import { type Declaring, stateOf } from "./state.ts";

const header = [
  "from",
  "to",
  "port",
  "protocol",
  "verdict",
  "declared",
  "state",
  "mechanisms",
  "because",
  "remedy",
];

/** Writes one edge a line, as RFC 4180 has it: for spreadsheets, and for whatever reads tables. */
export function reachCsv(reach: Reach, options: Declaring = {}): string {
  const rows = reach.edges.map(edge => [
    ...[
      edge.from,
      edge.to,
      String(edge.port),
      edge.protocol,
      edge.verdict,
      String(edge.declared),
      stateOf(edge, options),
    ],
    [...new Set(edge.via.map(({ mechanism }) => mechanism))].join("; "),
    edge.via.map(({ detail }) => detail).join("; "),
    [...new Set(edge.via.flatMap(({ remedy }) => remedy ?? []))].join("; "),
  ]);
  return [header, ...rows].map(row => row.map(cell).join(",")).join("\r\n");
}

/** Quoted where it must be. What a spreadsheet would take for a formula gets an apostrophe in front. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
