import { markdownTable } from "./sections.ts";

/** The columns, by what the bench calls what stands in them. */
const columns = {
  "round trip p50": "round trip, ms",
  "round trip p99": "p99",
  "new connection p50": "new connection, ms",
  "new connection p99": "p99",
  throughput: "MB/s",
  "datagrams lost": "lost, %",
} as const;

/** The sections of docs/network-performance.md: on what it was measured, and what came of it, a way a line. */
export function networkSections(results: string): Map<string, string> {
  const machine = results.split("\n").filter(line => line.startsWith("- "));
  return new Map([
    ["machine", machine.join("\n")],
    ["measured", measuredTable(results)],
  ]);
}

function measuredTable(results: string): string {
  const cells = [...results.matchAll(/^\| (.+): ([^:|]+) \| ([\d.]+) \S+ \|/gm)];
  const found = Map.groupBy(cells, ([, way = ""]) => way);
  const ways = [...found].filter(([, group]) => group.some(([, , what = ""]) => what in columns));
  const rows = ways.map(([way, group]) => {
    const values = new Map(group.map(([, , what, value]) => [what, value]));
    return [way, ...Object.keys(columns).map(what => values.get(what) ?? "-")];
  });
  return markdownTable(["way", ...Object.values(columns)], rows);
}
