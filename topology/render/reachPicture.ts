import type { Edge, Node, Reach } from "../reach/edge.ts";
import { portText } from "../reach/words.ts";
import {
  type Arrow,
  composed,
  type Look,
  type Picture,
  type PictureNode,
  type PictureOptions,
} from "./picture.ts";
import { type EdgeState, stateOf } from "./state.ts";
import { toldOf } from "./told.ts";

const looks: Readonly<Record<EdgeState, Look>> = {
  excess: { color: "#c0262d", line: "solid", meaning: "red: reachable, nobody declared it", rank: 0 },
  "host-open": {
    color: "#c0262d",
    line: "dashed",
    meaning: "red, dashed: the host, open with what is published or goes out",
    rank: 1,
  },
  missing: { color: "#8a8f94", line: "dotted", meaning: "grey, dotted: declared, not reachable", rank: 2 },
  unsure: { color: "#2563a8", line: "dashed", meaning: "blue, dashed: declared, perhaps reachable", rank: 3 },
  unknown: {
    color: "#b9770e",
    line: "dashed",
    meaning: "orange, dashed: perhaps reachable, nobody declared it",
    rank: 4,
  },
  declared: { color: "#2f3e46", line: "solid", rank: 5 },
  open: { color: "#2f3e46", line: "solid", rank: 5 },
  perhaps: { color: "#b9770e", line: "dashed", meaning: "orange, dashed: perhaps reachable", rank: 4 },
  closed: { color: "#8a8f94", line: "dotted", rank: 6 },
};

/** Makes the picture of a reach: one arrow for each pair of ends and state, none for what is closed. */
export function reachPicture(found: Reach, options: PictureOptions = {}): Picture {
  const reach = toldOf(found);
  const arrows = arrowsOf(reach.edges, options);
  const known = new Set(reach.nodes.map(({ id }) => id));
  // Somebody declares a flow of whom nobody has ever heard.
  const unheard = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))]
    .filter(id => !known.has(id))
    .sort();
  const nodes = [
    ...reach.nodes.map(nodeOf),
    ...unheard.map((id): PictureNode => ({ id, isWorkload: false, more: ["not described here"] })),
  ];
  return composed(reach.name, nodes, arrows, options);
}

function nodeOf({ id, kind, tier, replicas }: Node): PictureNode {
  const more = kind === "others" ? ["not described here"] : [];
  if (replicas !== undefined && replicas !== 1) more.push(`${replicas} replicas`);
  return { id, isWorkload: kind === "workload", tier, more };
}

function arrowsOf(edges: readonly Edge[], options: PictureOptions): Arrow[] {
  const drawn = edges.filter(edge => stateOf(edge, options) !== "closed");
  const groups = Map.groupBy(drawn, edge => JSON.stringify([edge.from, edge.to, stateOf(edge, options)]));
  return [...groups.values()].flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ from: first.from, to: first.to, label: labelOf(group), look: looks[stateOf(first, options)] }];
  });
}

/** Ports by protocol: `tcp 80, 443, udp 53`. */
export function labelOf(ports: readonly Pick<Edge, "port" | "protocol">[]): string {
  const all = ports.map(portText);
  // Of many the first few say enough.
  const texts = all.length > mostPorts ? all.slice(0, mostPorts - 1) : all;
  const more = all.length > texts.length ? ` and ${all.length - texts.length} more` : "";
  const told = texts
    .map((text, at) => {
      const [protocol = "", port] = text.split(" ");
      return at > 0 && port !== undefined && texts[at - 1]?.startsWith(`${protocol} `) ? port : text;
    })
    .join(", ");
  return told + more;
}

/** Ports in one label. */
const mostPorts = 12;
