import type * as docker from "@pulumi/docker";
import type { Volume } from "../../topology/index.ts";

/** A volume to be made. */
export interface VolumePlan {
  /** What it is in the topology; its id there is its name in the program. */
  readonly volume: Volume;
  /** What it is called in messages: `shared socket db-socket`. */
  readonly title: string;
  readonly driver: string | undefined;
  readonly driverOptions: Readonly<Record<string, string>> | undefined;
  /** Its labels on the engine, but for the stack's. */
  readonly labels: Readonly<Record<string, string>>;
  /** It holds data: a change of its labels makes no other in its place, which would be an empty one. */
  readonly keeps: boolean;
  readonly protect: boolean | undefined;
  readonly transform: ((args: docker.VolumeArgs) => docker.VolumeArgs) | undefined;
}
