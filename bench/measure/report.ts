import { columns } from "../../topology/index.ts";
import { type Machine, machineLines } from "./machine.ts";
import type { Row, Unit } from "./row.ts";

/** What a bench found. */
export interface Report {
  readonly machine: Machine;
  readonly rows: readonly Row[];
  /** How it was measured, in sentences, one per paragraph. */
  readonly method: readonly string[];
}

const heading = ["metric", "value", "spread", "goal", "met"];

/** For a terminal. */
export function reportTable({ machine, rows }: Report): string {
  return [...machineLines(machine), "", columns([heading, ...rows.map(cells)])].join("\n");
}

/** For other programs; the layout is stable within a version. */
export function reportJson({ machine, rows }: Report): string {
  return JSON.stringify({ version: 1, machine, rows }, null, 2);
}

/** For the repository: what was measured, on what, and how to do it again. */
export function reportMarkdown(title: string, command: string, report: Report): string {
  const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  return [
    `# ${title}`,
    "",
    `Written by \`${command}\`.`,
    "",
    ...machineLines(report.machine).map(words => `- ${words}`),
    "",
    line(heading),
    "| --- | ---: | ---: | ---: | --- |",
    ...report.rows.map(row => line(cells(row))),
    "",
    ...report.method.flatMap(paragraph => [paragraph, ""]),
  ].join("\n");
}

function cells({ metric, value, unit, spread, goal, met }: Row): string[] {
  return [
    metric,
    `${figure(value, unit)} ${unit}`,
    `${figure(spread.min, unit)}-${figure(spread.max, unit)}`,
    goal ?? "",
    met === undefined ? "" : met ? "yes" : "NO",
  ];
}

function figure(value: number, unit: Unit): string {
  return value.toFixed(digits[unit] ?? 2);
}

const digits: Readonly<Partial<Record<Unit, number>>> = {
  MB: 0,
  "MB/s": 0,
  files: 0,
  scenes: 0,
  answers: 0,
  "/s": 0,
  ms: 3,
};
