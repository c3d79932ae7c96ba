import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import type { Engine } from "../../engine/index.ts";

/** What a measurement was made on; numbers of different machines are not to be compared. */
export interface Machine {
  readonly date: string;
  readonly cores: number;
  readonly cpu: string;
  /** GB of 1,000,000,000 bytes. */
  readonly memory: number;
  readonly kernel: string;
  /** The Docker engine's version, where one took part. */
  readonly engine?: string;
  readonly node: string;
  /** Processes that were running or waiting to, over the minute before the first measurement. */
  readonly loadBefore: number;
  /** Versions of the programs that were measured, by name. */
  readonly programs: Readonly<Record<string, string>>;
}

/**
 * Describes this machine, and its engine where one takes part. To be called before the measurement, for its load.
 */
export async function describeMachine(
  engine: Engine | undefined,
  programs: Readonly<Record<string, string>>,
): Promise<Machine> {
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    memory: Number((totalmem() / 1e9).toFixed(1)),
    kernel: `${type()} ${release()}`,
    ...(engine === undefined ? {} : { engine: (await engine.version()).engine }),
    node: process.versions.node,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
    programs,
  };
}

/** The machine as one or two lines of words. */
export function machineLines(machine: Machine): string[] {
  const { cores, cpu, memory, kernel, engine, node, date, loadBefore, programs } = machine;
  const dockerEngine = engine === undefined ? {} : { "Docker engine": engine };
  const versions = Object.entries({ ...dockerEngine, Node: node, ...programs });
  return [
    `${date}, ${cores} ${cores === 1 ? "core" : "cores"} of ${cpu}, ${memory} GB, ${kernel}, load before ${loadBefore}`,
    versions.map(([name, version]) => `${name} ${version}`).join(", "),
  ];
}
