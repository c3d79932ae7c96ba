import type { Engine } from "./engine.ts";

/** What a container has used up to a moment. Absent fields were not to be had. */
export interface ContainerStats {
  /** As the engine writes times. */
  readonly read: string;
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: {
    readonly usage?: number;
    readonly limit?: number;
    readonly stats?: Readonly<Record<string, number>>;
  };
  readonly networks?: Readonly<Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>>;
}

/** Reads the counters of a container once; undefined when there is none, or none that runs. */
export async function readStats(engine: Engine, id: string): Promise<ContainerStats | undefined> {
  return await engine.find(`read the counters of container ${id.slice(0, 12)}`, async docker => {
    const options = { stream: false, "one-shot": true } as const;
    return (await docker.getContainer(id).stats(options)) as unknown as ContainerStats;
  });
}
