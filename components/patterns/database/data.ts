import * as docker from "@pulumi/docker";
import type { ComponentResource, Input } from "@pulumi/pulumi";
import type { Volume as TopologyVolume } from "../../../topology/index.ts";
import { labelList } from "../../labels.ts";
import type { Mountable } from "../../storage/mountable.ts";
import type { DatabaseArgs } from "./args.ts";

/** The id, in the topology and in the program, of the volume with a database's data. */
export function volumeId(database: string): string {
  return `${database}-data`;
}

/** The volume with a database's data, as its workload mounts it and as the topology has it. */
export function dataOf(
  database: string,
  name: Input<string>,
  labels: Readonly<Record<string, string>> = {},
): { readonly mountable: Mountable; readonly topology: TopologyVolume } {
  const id = volumeId(database);
  return {
    mountable: { mountTarget: () => ({ id, name }) },
    topology: { id, driver: "local", external: false, labels },
  };
}

export function createVolume(parent: ComponentResource, name: string, args: DatabaseArgs): docker.Volume {
  const { app = name, tier } = args;
  const labels = labelList({
    ...args.labels,
    "bulkhead.app": app,
    "bulkhead.workload": name,
    ...(tier === undefined ? {} : { "bulkhead.tier": tier }),
  });
  // The engine can change no label of a volume; another one in its place would be an empty one.
  const options = { parent, protect: args.protectData ?? true, ignoreChanges: ["labels"] };
  return new docker.Volume(volumeId(name), { labels }, options);
}
