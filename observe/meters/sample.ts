import type { ContainerStats } from "../../engine/index.ts";

/** A container whose use is measured. */
export interface Metered {
  readonly id: string;
  readonly name: string;
  /** Its workload, as its label has it; its own name where it has none. */
  readonly workload: string;
  readonly tier: string;
}

/** What a container has used up to a moment. */
export interface Counters extends Metered {
  /** Milliseconds since 1970, by the engine's clock. */
  readonly at: number;
  /** Seconds of one processor. */
  readonly cpuSeconds: number;
  /** Bytes, without what the kernel merely keeps of files. */
  readonly memory: number;
  /** Bytes; that of the machine where the container has none of its own. */
  readonly memoryLimit: number;
  readonly received: number;
  readonly sent: number;
}

/** What a workload uses: its containers together. */
export interface Use {
  readonly workload: string;
  readonly tier: string;
  readonly containers: number;
  /** Processors: 0.5 is half of one. */
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes a second. */
  readonly received: number;
  readonly sent: number;
}

/** One look at all: a line of `bulkhead stats` in a pipe, and a documented format. */
export interface Sample {
  readonly version: 1;
  /** As ISO 8601 has it. */
  readonly at: string;
  readonly workloads: readonly Use[];
  readonly tiers: readonly { readonly tier: string; readonly cpus: number; readonly memory: number }[];
}

export function countersOf(container: Metered, stats: ContainerStats): Counters {
  const { usage = 0, limit = 0, stats: parts = {} } = stats.memory_stats ?? {};
  // As the docker command counts it: of version 2 and of version 1 of the kernel's control groups.
  const kept = parts["inactive_file"] ?? parts["total_inactive_file"] ?? 0;
  const links = Object.values(stats.networks ?? {});
  return {
    ...container,
    at: Date.parse(stats.read),
    cpuSeconds: (stats.cpu_stats?.cpu_usage?.total_usage ?? 0) / 1e9,
    memory: Math.max(0, usage - kept),
    memoryLimit: limit,
    received: links.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0),
    sent: links.reduce((sum, { tx_bytes }) => sum + tx_bytes, 0),
  };
}

/** What was used between two looks. A container that was not there before, or began anew, counts from now on. */
export function sampleOf(before: readonly Counters[], now: readonly Counters[], at: Date): Sample {
  const earlier = new Map(before.map(one => [one.id, one]));
  const uses = now.map(one => {
    const was = earlier.get(one.id);
    const seconds = was === undefined ? 0 : (one.at - was.at) / 1000;
    const rate = (pick: (counters: Counters) => number): number =>
      was === undefined || seconds <= 0 ? 0 : Math.max(0, pick(one) - pick(was)) / seconds;
    return {
      workload: one.workload,
      tier: one.tier,
      cpus: rate(({ cpuSeconds }) => cpuSeconds),
      memory: one.memory,
      received: rate(({ received }) => received),
      sent: rate(({ sent }) => sent),
    };
  });
  const workloads = [...Map.groupBy(uses, ({ workload }) => workload)].map(
    ([workload, group]): Use => ({
      workload,
      tier: group[0]?.tier ?? "",
      containers: group.length,
      cpus: round(total(group, "cpus")),
      memory: total(group, "memory"),
      received: Math.round(total(group, "received")),
      sent: Math.round(total(group, "sent")),
    }),
  );
  const tiers = [...Map.groupBy(workloads, ({ tier }) => tier)]
    .filter(([tier]) => tier !== "")
    .map(([tier, group]) => ({ tier, cpus: round(total(group, "cpus")), memory: total(group, "memory") }));
  return {
    version: 1,
    at: at.toISOString(),
    workloads: workloads.sort((left, right) => (left.workload < right.workload ? -1 : 1)),
    tiers,
  };
}

function total<Key extends string>(group: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return group.reduce((sum, one) => sum + one[key], 0);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
