import { type Edge, hostId, outsideId } from "../topology/index.ts";
import { parseFlow } from "./flowText.ts";
import type { World } from "./world.ts";

/** What `flows` of a rule looks like. */
export const flowsSetting = {
  type: "array",
  items: { type: "string" },
  default: [] as readonly string[],
  format: "flow",
  description:
    "Flows that are in order beside those the stack declares: `web -> app:8080/tcp`, `tier:web -> tier:app`, `* -> logs`, `api -> outside`",
} as const;

/** Says of edges whether they are in order. */
export function allowedBy(texts: readonly string[], world: World): (edge: Edge) => boolean {
  const flows = texts.flatMap(text => parseFlow(text) ?? []);
  return edge =>
    flows.some(
      ({ from, to, port }) =>
        isEnd(from, edge.from, world) &&
        isEnd(to, edge.to, world) &&
        (port === undefined || port === `${edge.port}/${edge.protocol}`),
    );
}

function isEnd(wanted: string, id: string, world: World): boolean {
  if (wanted === "*") return id !== hostId && id !== outsideId;
  return wanted === id || wanted === `tier:${world.workload(id)?.tier}`;
}
