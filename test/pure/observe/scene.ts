import type { Resident, Scene } from "../../../observe/prober/scene.ts";

/** A container of a workload, on networks with the last part of its address. */
export function resident(
  workload: string,
  addresses: Readonly<Record<string, string>> = {},
  more: Partial<Resident> = {},
): Resident {
  return {
    workload,
    replica: 1,
    id: `id-${workload}`,
    name: `${workload}1`,
    inHost: false,
    addresses,
    addresses6: {},
    published: [],
    namespace: `id-${workload}`,
    stranger: false,
    ...more,
  };
}

export function scene(residents: readonly Resident[], more: Partial<Scene> = {}): Scene {
  return { residents, strangers: [], stopped: [], segments: new Map([["net-1", "net"]]), ...more };
}
