import type { VolumePlan } from "../../plan/volume.ts";
import type { DatabaseArgs } from "./args.ts";

/** The volume with a database's data. */
export function dataPlan(name: string, args: Partial<DatabaseArgs>): VolumePlan {
  return volumePlan(`${name}-data`, `the data of ${name}`, name, args);
}

/**
 * The volume with a server's socket, and the passwords it has by now. It stays as long as the data does: what is written
 * there is what lets in whoever changes them.
 */
export function runPlan(name: string, args: Partial<DatabaseArgs>): VolumePlan {
  return volumePlan(`${name}-run`, `the passwords of ${name}`, name, args);
}

function volumePlan(id: string, title: string, name: string, args: Partial<DatabaseArgs>): VolumePlan {
  const { app = name, tier, labels = {}, protectData = true } = args;
  return {
    volume: { id, driver: "local", external: false, labels },
    title,
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
