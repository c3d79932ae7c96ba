import { type ContainerSummary, type Engine, listContainers, readStats } from "../../engine/index.ts";
import { helperLabel } from "../helper/namespaceHelper.ts";
import { inParallel } from "../prober/inParallel.ts";
import { type Counters, countersOf, type Metered } from "./sample.ts";

/** Containers whose counters are read at a time. */
const parallel = 16;

/** Reads the counters of all running containers that carry some labels. */
export async function readCounters(engine: Engine, labels: readonly string[]): Promise<Counters[]> {
  const all = await listContainers(engine, labels);
  const running = all.filter(({ State, Labels }) => State === "running" && !(helperLabel in Labels));
  const found = await inParallel(parallel, running, async summary => {
    const stats = await readStats(engine, summary.Id);
    // It ended a moment ago.
    return stats === undefined || Number.isNaN(Date.parse(stats.read))
      ? []
      : [countersOf(meteredOf(summary), stats)];
  });
  return found.flat();
}

function meteredOf({ Id, Names, Labels }: ContainerSummary): Metered {
  const name = Names[0]?.slice(1) ?? Id.slice(0, 12);
  return {
    id: Id,
    name,
    workload: Labels["bulkhead.workload"] ?? Labels["com.docker.compose.service"] ?? name,
    tier: Labels["bulkhead.tier"] ?? "",
  };
}
