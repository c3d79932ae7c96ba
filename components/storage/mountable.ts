import type { Input } from "@pulumi/pulumi";
import { isFaulty } from "../check/standIn.ts";

/** What a workload needs to know of a volume to mount it. */
export interface MountTarget {
  /** The volume's id in the topology. */
  readonly id: string;
  /** Its name on the engine. */
  readonly name: Input<string>;
}

/** Something that workloads can mount. */
export interface Mountable {
  /** A method, since fields of a component become its outputs. */
  mountTarget(): MountTarget;
}

export function isMountable(value: unknown): value is Mountable {
  return typeof (value as Mountable | null | undefined)?.mountTarget === "function" && !isFaulty(value);
}

/** @see https://docs.docker.com/reference/cli/docker/volume/create/ */
const volumeName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

const advice = "give the name of a volume: letters, digits and _.- only; a folder of the host is not mounted";

/**
 * What keeps a text from being a volume's name. The engine takes a path in its place for a folder or socket of the
 * host, its own control socket among them.
 */
export function whyNoVolume(name: string): string | undefined {
  return volumeName.test(name) ? undefined : `"${name}" is no volume; ${advice}`;
}
