import type { Counters } from "./sample.ts";

/** The media type of what {@link openMetrics} writes. */
export const openMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly unit: "seconds" | "bytes";
  readonly help: string;
  readonly value: (counters: Counters) => number;
}

const families: readonly Family[] = [
  {
    name: "bulkhead_container_cpu_seconds",
    type: "counter",
    unit: "seconds",
    help: "Processor time the container has used.",
    value: ({ cpuSeconds }) => cpuSeconds,
  },
  {
    name: "bulkhead_container_memory_bytes",
    type: "gauge",
    unit: "bytes",
    help: "Memory the container uses, without what the kernel merely keeps of files.",
    value: ({ memory }) => memory,
  },
  {
    name: "bulkhead_container_memory_limit_bytes",
    type: "gauge",
    unit: "bytes",
    help: "Memory the container may use.",
    value: ({ memoryLimit }) => memoryLimit,
  },
  {
    name: "bulkhead_container_network_received_bytes",
    type: "counter",
    unit: "bytes",
    help: "What has come in by all its networks.",
    value: ({ received }) => received,
  },
  {
    name: "bulkhead_container_network_sent_bytes",
    type: "counter",
    unit: "bytes",
    help: "What has gone out by all its networks.",
    value: ({ sent }) => sent,
  },
];

/**
 * Writes counters as OpenMetrics, which Prometheus scrapes.
 *
 * @see https://github.com/OpenObservability/OpenMetrics/blob/main/specification/OpenMetrics.md
 */
export function openMetrics(counters: readonly Counters[]): string {
  const lines = families.flatMap(({ name, type, unit, help, value }) => [
    `# TYPE ${name} ${type}`,
    `# UNIT ${name} ${unit}`,
    `# HELP ${name} ${help}`,
    ...counters.map(one => `${name}${type === "counter" ? "_total" : ""}{${labelsOf(one)}} ${value(one)}`),
  ]);
  return [...lines, "# EOF", ""].join("\n");
}

function labelsOf({ name, workload, tier }: Counters): string {
  return Object.entries({ container: name, workload, tier })
    .map(([label, value]) => `${label}="${escaped(value)}"`)
    .join(",");
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, letter => (letter === "\n" ? "\\n" : `\\${letter}`));
}
