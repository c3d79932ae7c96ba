import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Arrow, Picture, PictureNode } from "../../topology/render/picture.ts";
import { svgOf } from "../../topology/render/svg.ts";

/** Draws the flowcharts of documents, by their source: what shows Markdown draws them, and a page of plain HTML does not. */
export async function drawingsOf(root: string, documents: readonly string[]): Promise<Map<string, string>> {
  const found = documents.flatMap(path =>
    [...readFileSync(join(root, path), "utf8").matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)].map(
      ([, source = ""]) => source,
    ),
  );
  const drawn = await Promise.all(
    found.map(async source => [source, inline(await svgOf(pictureOf(source)))] as const),
  );
  return new Map(drawn);
}

/** Without what stands before a picture that is a file of its own. */
function inline(svg: string): string {
  return svg.slice(svg.indexOf("<svg"));
}

const node = /^(\w+)(\(?)\["(.*?)"\]\)?$/;
const arrow = /^(\w+) (-->|-\.->)\|"(.*?)"\| (\w+)$/;

/**
 * Reads a flowchart as `bulkhead graph` writes it.
 *
 * @throws Error that names a line that is none of it.
 */
export function pictureOf(source: string): Picture {
  const [, ...lines] = source.split("\n").map(line => line.trim());
  const clusters: { name: string; nodes: PictureNode[] }[] = [];
  const loose: PictureNode[] = [];
  const names = new Map<string, string>();
  const arrows: Arrow[] = [];
  let into = loose;
  const read: readonly (readonly [RegExp, (...found: string[]) => void])[] = [
    [
      /^subgraph \w+\["(.*)"\]$/,
      (_, name = "") => {
        into = [];
        clusters.push({ name: plain(name), nodes: into });
      },
    ],
    [
      /^end$/,
      () => {
        into = loose;
      },
    ],
    [/^(?:legend\[.*|classDef .*)$/, () => undefined],
    [
      /^linkStyle ([\d,]+) stroke:(#\w+),.*$/,
      (_, numbers = "", color = "") => {
        for (const number of numbers.split(",").map(Number)) {
          const marked = arrows[number];
          if (marked !== undefined)
            arrows[number] = { ...marked, look: { ...marked.look, color, meaning: color } };
        }
      },
    ],
    [
      node,
      (_, key = "", round = "", label = "") => {
        const [id = "", ...more] = label.split("<br/>").map(plain);
        names.set(key, id);
        into.push({ id, isWorkload: round === "", more });
      },
    ],
    [
      arrow,
      (_, from = "", line = "", label = "", to = "") => {
        const look = { color: "#2f3e46", line: line === "-->" ? "solid" : "dashed", rank: 1 } as const;
        arrows.push({ from: names.get(from) ?? from, to: names.get(to) ?? to, label: plain(label), look });
      },
    ],
  ];
  for (const line of lines) {
    const [form, take] = read.find(([form]) => form.test(line)) ?? [];
    const found = form?.exec(line);
    if (found == null || take === undefined) throw new Error(`"${line}" is no line of a flowchart.`);
    take(...found);
  }
  const legend = /legend\["(.*)"\]/.exec(source)?.[1]?.split("<br/>").map(plain) ?? [];
  return { title: "Who can reach whom", clusters, loose, arrows, legend };
}

/** Marks as they are, in place of their numbers. */
function plain(text: string): string {
  return text.replaceAll(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}
