import type { Reach } from "../reach/edge.ts";
import type { Arrow, Picture, PictureNode, PictureOptions } from "./picture.ts";
import { reachPicture } from "./reachPicture.ts";

/** Draws a flowchart for Markdown that shows Mermaid, as GitHub's does: tiers as subgraphs, excess in red. */
export function reachMermaid(reach: Reach, options: PictureOptions = {}): string {
  return mermaidOf(reachPicture(reach, options));
}

export function mermaidOf(picture: Picture): string {
  const nodes = [...picture.clusters.flatMap(cluster => cluster.nodes), ...picture.loose];
  const ids = new Map(nodes.map(({ id }, at) => [id, `n${at}`]));
  const name = (id: string): string => ids.get(id) ?? "n";
  const draw = (node: PictureNode): string => `${name(node.id)}${shapeOf(node)}`;
  return [
    "flowchart LR",
    ...picture.clusters.flatMap((cluster, at) => [
      `  subgraph t${at}["${escape(cluster.name)}"]`,
      ...cluster.nodes.map(node => `    ${draw(node)}`),
      "  end",
    ]),
    ...picture.loose.map(node => `  ${draw(node)}`),
    ...picture.arrows.map(arrow => `  ${name(arrow.from)} ${lineOf(arrow)} ${name(arrow.to)}`),
    ...linkStyles(picture.arrows),
    ...legendOf(picture),
  ].join("\n");
}

function shapeOf({ id, isWorkload, more }: PictureNode): string {
  const label = `"${[id, ...more].map(escape).join("<br/>")}"`;
  return isWorkload ? `[${label}]` : `([${label}])`;
}

function lineOf({ label, look }: Arrow): string {
  return `${look.line === "solid" ? "-->" : "-.->"}|"${escape(label)}"|`;
}

/** One line for each look, with the numbers of its arrows. */
function linkStyles(arrows: readonly Arrow[]): string[] {
  const numbered = arrows.map(({ look }, at) => ({ look, at }));
  const marked = numbered.filter(({ look }) => look.meaning !== undefined);
  return [...Map.groupBy(marked, ({ look }) => look)].map(([{ color }, group]) => {
    return `  linkStyle ${group.map(({ at }) => at).join(",")} stroke:${color},color:${color}`;
  });
}

function legendOf({ legend }: Picture): string[] {
  if (legend.length === 0) return [];
  return [
    `  legend["${legend.map(escape).join("<br/>")}"]:::legend`,
    "  classDef legend fill:none,stroke:none",
  ];
}

/** Nothing in a name is Mermaid, Markdown or HTML. */
function escape(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[^\p{L}\p{N} .,:/_=+-]/gu, mark => `#${mark.codePointAt(0)};`);
}
