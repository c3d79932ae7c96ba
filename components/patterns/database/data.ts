import type { VolumePlan } from "../../plan/volume.ts";
import type { DatabaseArgs } from "./args.ts";

/** The volume with a database's data. */
export function dataPlan(name: string, args: Partial<DatabaseArgs>): VolumePlan {
  const { app = name, tier, labels = {}, protectData = true } = args;
  return {
    volume: { id: `${name}-data`, driver: "local", external: false, labels },
    title: `the data of ${name}`,
    driver: undefined,
    driverOptions: undefined,
    labels: {
      ...labels,
      "bulkhead.app": app,
      "bulkhead.workload": name,
      ...(tier === undefined ? {} : { "bulkhead.tier": tier }),
    },
    keeps: true,
    protect: protectData,
    transform: undefined,
  };
}
