import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Edge, Reach } from "../../topology/index.ts";
import type { Verification } from "../prober/report.ts";

/** How a connection stands. `open`: allowed, where nothing was declared to hold it against. */
export type EdgeStanding = "declared" | "excess" | "missing" | "unknown" | "open";

/** What the page is drawn from. */
export interface PageOptions {
  /** Whether anything was declared that the edges can be held against. */
  readonly declares: boolean;
  /** What was found on the running engine, where it was probed. */
  readonly verification?: Verification;
}

/** What the page's script reads. */
interface PageData {
  readonly name: string;
  readonly declares: boolean;
  readonly nodes: readonly {
    readonly id: string;
    readonly kind: string;
    readonly tier: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly port: string;
    readonly standing: EdgeStanding;
    readonly why: readonly string[];
    readonly found?: string;
  }[];
}

/**
 * Draws who can reach whom as one page of HTML that needs nothing else: it can be mailed, archived, opened from a
 * disk, and asks no server for anything.
 */
export function reachPage(found: Reach, options: PageOptions): string {
  const own = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");
  const data = JSON.stringify(dataOf(found, options));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escaped(found.name)}: who can reach whom</title>
<style>
${own("page.css")}</style>
</head>
<body>
${own("page.html")}<script type="application/json" id="data">${data.replaceAll("<", "\\u003c")}</script>
<script>
${own("view.js")}</script>
</body>
</html>`;
}

function dataOf(found: Reach, { declares, verification }: PageOptions): PageData {
  const probed = new Map(
    (verification?.probes ?? []).map(probe => [
      `${probe.from} ${probe.to} ${probe.protocol} ${probe.port}`,
      probe.verdict === "ok" ? probe.found : `${probe.found} (${probe.verdict})`,
    ]),
  );
  const edges = found.edges.map(edge => ({
    from: edge.from,
    to: edge.to,
    port: edge.protocol === "files" ? "files" : `${edge.protocol} ${edge.port}`,
    standing: standingOf(edge, declares),
    why: edge.via.map(({ detail, remedy }) =>
      remedy === undefined ? detail : `${detail}. To change that: ${remedy}`,
    ),
    ...foundAs(probed.get(`${edge.from} ${edge.to} ${edge.protocol} ${edge.port}`)),
  }));
  const drawn = new Set(edges.map(({ from, to, port }) => `${from} ${to} ${port}`));
  const surprises = (verification?.probes ?? [])
    .filter(
      ({ verdict, from, to, protocol, port }) =>
        verdict === "excess" && !drawn.has(`${from} ${to} ${protocol} ${port}`),
    )
    .map(probe => ({
      from: probe.from,
      to: probe.to,
      port: `${probe.protocol} ${probe.port}`,
      standing: "excess" as const,
      why: [probe.cause ?? "it was found open"],
      found: `${probe.found} (${probe.verdict})`,
    }));
  const all = [...edges, ...surprises];
  return { name: found.name, declares, nodes: nodesOf(found, all), edges: all };
}

function foundAs(word: string | undefined): { readonly found?: string } {
  return word === undefined ? {} : { found: word };
}

/** Those of the picture, and whoever else an edge names. */
function nodesOf({ nodes }: Reach, edges: PageData["edges"]): PageData["nodes"] {
  const known = new Set(nodes.map(({ id }) => id));
  const others = new Set(edges.flatMap(({ from, to }) => [from, to]).filter(id => !known.has(id)));
  return [
    ...nodes.map(({ id, kind, tier, labels }) => ({ id, kind, tier: tier ?? "", labels })),
    ...[...others].map(id => ({ id, kind: "others", tier: "", labels: {} })),
  ];
}

function standingOf({ verdict, declared }: Edge, declares: boolean): EdgeStanding {
  if (verdict === "unknown") return "unknown";
  if (verdict === "denied") return "missing";
  if (!declares) return "open";
  return declared ? "declared" : "excess";
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, letter => `&#${letter.charCodeAt(0)};`);
}
