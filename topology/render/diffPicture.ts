import type { Change, Difference } from "../diff/difference.ts";
import {
  type Arrow,
  composed,
  type Look,
  type Picture,
  type PictureNode,
  type PictureOptions,
} from "./picture.ts";
import { labelOf } from "./reachPicture.ts";

const looks = {
  excess: { color: "#c0262d", line: "solid", meaning: "red: new, and nobody declared it", rank: 0 },
  perhaps: { color: "#b9770e", line: "dashed", meaning: "orange, dashed: perhaps new", rank: 1 },
  fresh: { color: "#1f7a4d", line: "solid", meaning: "green: new", rank: 2 },
  more: { color: "#1f7a4d", line: "solid", meaning: "green: new, as declared", rank: 2 },
  less: { color: "#8a8f94", line: "dotted", meaning: "grey, dotted: no more", rank: 3 },
} as const satisfies Record<string, Look>;

/** Makes the picture of a difference: who has to do with it, and what came or went. */
export function diffPicture(difference: Difference, options: PictureOptions = {}): Picture {
  const { added, removed } = difference.workloads;
  const nodes = difference.nodes.map(({ id, kind, tier }): PictureNode => {
    const more = added.includes(id) ? ["new"] : removed.includes(id) ? ["gone"] : [];
    return { id, isWorkload: kind === "workload", tier, more };
  });
  return composed(
    `${difference.before} to ${difference.after}`,
    nodes,
    difference.changes.map(change => arrowOf(change, difference.declares)),
    options,
  );
}

function arrowOf({ kind, from, to, ports }: Change, declares: boolean): Arrow {
  const sign = kind === "added" || kind === "widened" ? "+" : "-";
  return { from, to, label: `${sign} ${labelOf(ports)}`, look: lookOf(kind, ports, declares) };
}

function lookOf(kind: Change["kind"], ports: Change["ports"], declares: boolean): Look {
  if (kind === "removed" || kind === "narrowed") return looks.less;
  if (ports.some(({ after }) => after === "unknown")) return looks.perhaps;
  if (!declares) return looks.fresh;
  return ports.every(({ declared }) => declared) ? looks.more : looks.excess;
}
