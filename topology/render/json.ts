import type { Difference } from "../diff/difference.ts";
import type { GroupedDifference } from "../diff/grouped.ts";
import type { Reach } from "../reach/edge.ts";
import type { GroupedReach } from "../reach/groups.ts";

/** Writes what docs/schemas/reach.v1.json describes. */
export function reachJson(reach: Reach): string {
  return JSON.stringify(reach, null, 2);
}

/** Writes what docs/schemas/reach.v2.json describes, a line an edge. */
export function groupsJson({ nodes, groups, edges, declared, ...head }: GroupedReach): string {
  const lines = (name: string, items: readonly unknown[]): string =>
    `  ${JSON.stringify(name)}: [${items.map(item => `\n    ${JSON.stringify(item)}`).join(",")}\n  ]`;
  return [
    "{",
    [
      ...Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`),
      lines("nodes", nodes),
      lines("groups", groups),
      lines("edges", edges),
      lines("declared", declared),
    ].join(",\n"),
    "}",
  ].join("\n");
}

/** Writes what docs/schemas/diff.v2.json describes. */
export function diffGroupsJson(difference: GroupedDifference): string {
  return JSON.stringify(difference, null, 2);
}

/** Writes what docs/schemas/diff.v1.json describes. */
export function diffJson(difference: Difference): string {
  return JSON.stringify(difference, null, 2);
}
