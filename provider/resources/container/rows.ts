import type {
  ContainerConfig,
  ContainerInspect,
  ContainerSpec,
  HostConfig,
  ImageInspect,
} from "../../../engine/index.ts";
import type { Plain, Properties } from "../../protocol/values.ts";
import { equalFor, type Property } from "../../tables/property.ts";
import { type Row, rowOf } from "../../tables/row.ts";

/** A container as it is, beside its image and the inputs it was made from (absent for an import). */
export interface Seen {
  readonly container: ContainerInspect;
  readonly image: ImageInspect | undefined;
  readonly inputs: Properties | undefined;
  /** The MAC address that was asked for on the network of its mode, where an import can tell. */
  readonly fixedMac?: string | undefined;
  /** It shares the network of a container that is another one by now, or none: see {@link isCutOff}. */
  readonly cutOff?: boolean;
}

/** A property, and whether it can change on the living container. */
type Drifting = Property & Pick<ContainerRow, "drifts">;

export type ContainerRow = Row<ContainerSpec, Seen>;

/** A row that needs code of its own. */
export const row = rowOf<ContainerSpec, Seen>();

/** A row that is a field of the engine's HostConfig under another name. */
export function host<K extends keyof HostConfig>(key: K, property: Drifting): ContainerRow {
  return row<HostConfig[K]>({
    ...property,
    write: (value, spec) => {
      spec.HostConfig[key] = value;
    },
    observe: ({ container }) => container.HostConfig[key] as Plain,
  });
}

/** A HostConfig row in MiB, where the engine counts bytes; negative values (no limit) are the same in both. */
export function hostMebibytes<K extends "Memory" | "MemoryReservation" | "MemorySwap" | "ShmSize">(
  key: K,
  property: Drifting,
): ContainerRow {
  return row<number>({
    ...property,
    write: (value, spec) => {
      spec.HostConfig[key] = bytes(value);
    },
    observe: ({ container }) => mebibytes(container.HostConfig[key]),
    holds: (value, { container }) => value === mebibytes(container.HostConfig[key]),
  });
}

/**
 * A row that is a field of the container's Config. What the image says is no input, but it is what the container
 * runs with, so the outputs show it.
 */
export function config<K extends keyof ContainerConfig>(key: K, property: Property): ContainerRow {
  return row<ContainerConfig[K]>({
    ...property,
    write: (value, spec) => {
      spec[key] = value as ContainerSpec[K];
    },
    observe: ({ container, image }) => {
      const value = container.Config[key];
      return JSON.stringify(value) === JSON.stringify(image?.Config?.[key]) ? undefined : (value as Plain);
    },
    output: ({ container }) => container.Config[key] as Plain,
    holds: (value, { container }) => equalFor(property, value, container.Config[key] as Plain),
  });
}

/** The outputs of a list that an image has entries of its own for, which are no inputs: they show what was given alone. */
export function onlyGiven(name: string): Pick<ContainerRow, "output" | "unknownUntilMade"> {
  return { output: ({ inputs }) => (inputs?.[name] ?? []) as Plain, unknownUntilMade: () => false };
}

export function bytes(mebibytes: number): number {
  return mebibytes > 0 ? mebibytes * 1024 * 1024 : mebibytes;
}

export function mebibytes(bytes: number | undefined): number {
  return bytes !== undefined && bytes > 0 ? Math.floor(bytes / 1024 / 1024) : (bytes ?? 0);
}
