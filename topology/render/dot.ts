import type { Reach } from "../reach/edge.ts";
import type { Arrow, Picture, PictureNode, PictureOptions } from "./picture.ts";
import { reachPicture } from "./reachPicture.ts";

/** Draws a graph for Graphviz: tiers as clusters, edges labelled with ports, excess in red. */
export function reachDot(reach: Reach, options: PictureOptions = {}): string {
  return dotOf(reachPicture(reach, options));
}

const font = 'fontname="Helvetica,Arial,sans-serif"';
const dark = "#2f3e46";

export function dotOf(picture: Picture): string {
  const title = [picture.title, ...picture.legend].map(line => `${escape(line)}\\l`).join("");
  return [
    "digraph reach {",
    // Tiers do not keep their members in one column, which would put arrows and their labels on top of each other.
    `  graph [rankdir=LR, newrank=true, nodesep=0.45, ranksep=1.1, pad=0.3]`,
    `  graph [${font}, fontsize=10, fontcolor="#555555", labelloc=b, labeljust=l, label="${title}"]`,
    `  node [${font}, fontsize=12, shape=box, style="rounded,filled", fillcolor="#ffffff", color="${dark}"]`,
    `  edge [${font}, fontsize=10, arrowsize=0.7]`,
    ...picture.clusters.flatMap((cluster, at) => [
      `  subgraph cluster_${at} {`,
      `    graph [label="${escape(cluster.name)}", labelloc=t, labeljust=l, margin=16]`,
      `    graph [style="rounded,filled", fillcolor="#f1f4f6", color="#c9d2d8"]`,
      ...cluster.nodes.map(node => `    ${nodeText(node)}`),
      "  }",
    ]),
    ...picture.loose.map(node => `  ${nodeText(node)}`),
    ...arrowTexts(picture.arrows).map(text => `  ${text}`),
    "}",
  ].join("\n");
}

function nodeText({ id, isWorkload, more }: PictureNode): string {
  const label = [id, ...more].map(escape).join("\\n");
  const look = isWorkload ? "" : `, shape=ellipse, style="dashed", color="#6b7780"`;
  return `"${escape(id)}" [label="${label}"${look}]`;
}

/** Of the arrows between two ends one alone decides how they stand to each other: one that is as it should be, at best. */
function arrowTexts(arrows: readonly Arrow[]): string[] {
  const deciding = new Map<string, Arrow>();
  for (const arrow of arrows) {
    const ends = JSON.stringify([arrow.from, arrow.to].sort());
    const known = deciding.get(ends);
    const better = known?.look.meaning !== undefined && arrow.look.meaning === undefined;
    if (known === undefined || better) deciding.set(ends, arrow);
  }
  const chosen = new Set(deciding.values());
  return arrows.map(arrow => arrowText(arrow, chosen.has(arrow)));
}

function arrowText({ from, to, label, look: { color, line, rank } }: Arrow, decides: boolean): string {
  const look = `color="${color}", fontcolor="${color}", style=${line}${rank === 0 ? ", penwidth=1.8" : ""}`;
  const place = decides ? "" : ", constraint=false";
  return `"${escape(from)}" -> "${escape(to)}" [label=" ${escape(label)} ", ${look}${place}]`;
}

/** Nothing in a name ends a text, is a line break, or an entity of HTML, which Graphviz would read. */
function escape(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;");
}
