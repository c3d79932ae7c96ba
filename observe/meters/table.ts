import { tableText } from "../text/table.ts";
import type { Sample } from "./sample.ts";

/** Draws a sample: a workload a line, then the tiers. */
export function sampleTable({ workloads, tiers }: Sample, width?: number): string {
  const head = ["WORKLOAD", "TIER", "N", "CPU", "MEMORY", "IN/s", "OUT/s"];
  const rows = workloads.map(({ workload, tier, containers, cpus, memory, received, sent }) => [
    workload,
    tier === "" ? "-" : tier,
    String(containers),
    percent(cpus),
    bytes(memory),
    bytes(received),
    bytes(sent),
  ]);
  const sums = tiers.map(({ tier, cpus, memory }) => [`tier ${tier}`, "", "", percent(cpus), bytes(memory)]);
  return tableText([head, ...rows, ...sums], width);
}

/** Of one processor. */
function percent(cpus: number): string {
  return `${(cpus * 100).toFixed(1)}%`;
}

/** A number of bytes as people read it. */
export function bytes(count: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, count < 1 ? 0 : Math.floor(Math.log2(count) / 10));
  const value = count / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
