import { type Flow, hostId, outsideId, type Protocol, type Workload } from "../topology/index.ts";
import { parseFlow } from "./flowText.ts";

/** What `flows` of a rule looks like. */
export const flowsSetting = {
  type: "array",
  items: { type: "string" },
  default: [] as readonly string[],
  format: "flow",
  description:
    "Flows that are in order beside those the stack declares: `web -> app:8080/tcp`, `tier:web -> tier:app`, `* -> logs`, `api -> outside`",
} as const;

const protocols: readonly Protocol[] = ["tcp", "udp", "sctp"];

/** The flows that one text of such a setting stands for. */
export function flowsOf(text: string, workloads: readonly Workload[]): Flow[] {
  const wanted = parseFlow(text);
  if (wanted === undefined) return [];
  const { port, protocol } = wanted;
  const ports: readonly Pick<Flow, "port" | "protocol">[] =
    port === undefined || protocol === undefined
      ? protocols.map(each => ({ port: "any", protocol: each }))
      : [{ port, protocol }];
  const targets = endsOf(wanted.to, workloads);
  return endsOf(wanted.from, workloads).flatMap(from =>
    targets
      .filter(to => to !== from)
      .flatMap(to => ports.map(each => ({ from, to, ...each, via: "network" as const }))),
  );
}

/** Who is meant: a workload, the host or the outside by its id, `tier:NAME`, or `*` for all workloads. */
function endsOf(wanted: string, workloads: readonly Workload[]): string[] {
  if (wanted === hostId || wanted === outsideId) return [wanted];
  const isMeant = ({ id, tier }: Workload): boolean =>
    wanted === "*" || wanted === id || (tier !== undefined && wanted === `tier:${tier}`);
  return workloads.filter(isMeant).map(({ id }) => id);
}
