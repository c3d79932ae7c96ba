import * as docker from "@pulumi/docker";
import type { ComponentResource } from "@pulumi/pulumi";
import { labelList } from "../../labels.ts";
import type { VolumePlan } from "../../plan/volume.ts";
import { registering } from "../../registering.ts";
import { transformed } from "../../transformed.ts";

/** Makes a volume of one engine. */
export function engineVolume(parent: ComponentResource, plan: VolumePlan): docker.Volume {
  const volumeArgs: docker.VolumeArgs = {
    ...(plan.driver === undefined ? {} : { driver: plan.driver }),
    ...(plan.driverOptions === undefined ? {} : { driverOpts: { ...plan.driverOptions } }),
    labels: labelList(plan.labels),
  };
  const options = {
    parent,
    ...(plan.protect === undefined ? {} : { protect: plan.protect }),
    ...(plan.keeps ? { ignoreChanges: ["labels"] } : {}),
  };
  const last = transformed(plan.title, volumeArgs, plan.transform);
  return registering(() => new docker.Volume(plan.volume.id, last, options));
}
