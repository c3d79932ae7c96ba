import type { ResourceUpdate, ThrottleDevice, Ulimit } from "../../../engine/index.ts";
import type { Plain } from "../../protocol/values.ts";
import type { ChangeRule } from "../../tables/property.ts";
import { count, integer, object, oneOf, set, text } from "../../tables/shape.ts";
import { bytes, host, hostMebibytes, mebibytes, row } from "./rows.ts";

type RateInput = { readonly path: string; readonly rate: number };
type UlimitInput = { readonly name: string; readonly soft: number; readonly hard: number };

/** The engine changes limits in place, but reads "no value" as "keep it": taking one away needs a new container. */
const unlessRemoved: ChangeRule = {
  decide: (_before, after) => (after === undefined ? "replace" : "update"),
  about: "in place; taking it away replaces",
};

/** Nanoseconds of processor time in a second, as the API counts `cpus`. */
const nano = 1e9;

/** What the container may use, and whether it comes back. */
export const limitRows = {
  cpuPeriod: host("CpuPeriod", {
    about: "length of a scheduler period, in microseconds",
    shape: count,
    change: unlessRemoved,
    drifts: true,
  }),
  cpuQuota: host("CpuQuota", {
    about: "processor time in each period, in microseconds",
    shape: count,
    change: unlessRemoved,
    drifts: true,
  }),
  cpuSet: host("CpusetCpus", {
    about: "processors it may run on, e.g. 0-2 or 0,2",
    shape: text,
    change: unlessRemoved,
    drifts: true,
    complain: value =>
      typeof value === "string" && value !== "" && !/^\d+([,-]\d+)*$/.test(value)
        ? `"${value}" names no processors; write 0, 0-2 or 0,2`
        : undefined,
  }),
  cpuShares: host("CpuShares", {
    about: "weight against other containers when processors are short",
    shape: count,
    change: unlessRemoved,
    drifts: true,
  }),
  cpus: row<string>({
    about: 'number of processors it may use, e.g. "0.5"',
    shape: text,
    change: unlessRemoved,
    drifts: true,
    complain: value => {
      if (typeof value !== "string" || value === "") return undefined;
      if (!(Number(value) >= 0)) return `"${value}" is no number of processors; write "0.5" or "2"`;
      return /\.\d{9}\d*[1-9]/.test(value)
        ? `"${value}" is finer than the engine counts; write at most nine decimal places`
        : undefined;
    },
    write: (cpus, spec) => {
      spec.HostConfig.NanoCpus = Math.round(Number(cpus) * nano);
    },
    // "0.50" and "0.5" are the same limit.
    normal: cpus => (typeof cpus === "string" ? Number(cpus) : cpus),
    observe: ({ container }) =>
      container.HostConfig.NanoCpus ? String(container.HostConfig.NanoCpus / nano) : undefined,
  }),
  deviceReadBps: rates(
    "bytes a second it may read from a device",
    "ContainerDeviceReadBp",
    "BlkioDeviceReadBps",
  ),
  deviceReadIops: rates("reads a second from a device", "ContainerDeviceReadIop", "BlkioDeviceReadIOps"),
  deviceWriteBps: rates(
    "bytes a second it may write to a device",
    "ContainerDeviceWriteBp",
    "BlkioDeviceWriteBps",
  ),
  deviceWriteIops: rates("writes a second to a device", "ContainerDeviceWriteIop", "BlkioDeviceWriteIOps"),
  maxRetryCount: row<number>({
    about: 'how often restart "on-failure" tries',
    shape: count,
    change: "update",
    drifts: true,
    write: (attempts, spec) => {
      spec.HostConfig.RestartPolicy = { ...spec.HostConfig.RestartPolicy, MaximumRetryCount: attempts };
    },
    observe: ({ container }) => container.HostConfig.RestartPolicy?.MaximumRetryCount,
  }),
  memory: hostMebibytes("Memory", {
    about: "limit in MiB",
    shape: count,
    change: unlessRemoved,
    drifts: true,
  }),
  memoryReservation: hostMebibytes("MemoryReservation", {
    about: "limit in MiB when memory is short",
    shape: count,
    change: unlessRemoved,
    drifts: true,
  }),
  memorySwap: row<number>({
    about: "memory and swap together in MiB; -1 for no limit",
    shape: integer(-1),
    change: unlessRemoved,
    drifts: true,
    write: (swap, spec) => {
      spec.HostConfig.MemorySwap = bytes(swap);
    },
    // Where none is given the engine doubles the memory, which is no difference.
    observe: ({ container, inputs }) => {
      const { Memory = 0, MemorySwap = 0 } = container.HostConfig;
      if (!inputs?.["memorySwap"] && (MemorySwap === 2 * Memory || MemorySwap <= 0)) return undefined;
      return mebibytes(MemorySwap);
    },
    output: ({ container }) => mebibytes(container.HostConfig.MemorySwap),
  }),
  restart: row<string>({
    about: "when the engine starts it again",
    shape: oneOf("no", "on-failure", "always", "unless-stopped"),
    default: "no",
    change: "update",
    drifts: true,
    write: (name, spec) => {
      spec.HostConfig.RestartPolicy = { ...spec.HostConfig.RestartPolicy, Name: name };
    },
    observe: ({ container }) => container.HostConfig.RestartPolicy?.Name || "no",
  }),
  ulimits: row<UlimitInput[]>({
    about: "limits of its processes",
    shape: set(
      object("ContainerUlimit", {
        name: { about: "e.g. nofile", shape: text, required: true },
        soft: { about: "limit that a process may raise", shape: integer(-1), required: true },
        hard: { about: "limit of that", shape: integer(-1), required: true },
      }),
    ),
    change: "replace",
    write: (ulimits, spec) => {
      spec.HostConfig.Ulimits = ulimits.map(
        ({ name, soft, hard }): Ulimit => ({ Name: name, Soft: soft, Hard: hard }),
      );
    },
    observe: ({ container }) =>
      (container.HostConfig.Ulimits ?? []).map(({ Name, Soft, Hard }) => ({
        name: Name,
        soft: Soft,
        hard: Hard,
      })),
  }),
};

/** The update request that gives a container the wanted limits and restart policy. */
export function limitUpdate(wanted: Readonly<Record<string, Plain>>): ResourceUpdate {
  const spec = { name: "", Image: "", HostConfig: {} };
  for (const [name, limit] of Object.entries(limitRows)) {
    const value = wanted[name];
    if (value !== undefined && value !== null && limit.change !== "replace") limit.write?.(value, spec);
  }
  const update: ResourceUpdate = spec.HostConfig;
  // As at creation: without a value of its own, swap is twice the memory, and memory above swap is refused.
  if (update.Memory && !update.MemorySwap) update.MemorySwap = 2 * update.Memory;
  return update;
}

function rates(
  about: string,
  typeName: string,
  key: "BlkioDeviceReadBps" | "BlkioDeviceReadIOps" | "BlkioDeviceWriteBps" | "BlkioDeviceWriteIOps",
) {
  return row<RateInput[]>({
    about,
    shape: set(
      object(typeName, {
        path: { about: "the device's path", shape: text, required: true },
        rate: { about: "bytes, or operations, a second", shape: count, required: true },
      }),
    ),
    // The engine takes these in an update and ignores them.
    change: "replace",
    write: (devices, spec) => {
      spec.HostConfig[key] = devices.map(({ path, rate }): ThrottleDevice => ({ Path: path, Rate: rate }));
    },
    observe: ({ container }) =>
      (container.HostConfig[key] ?? []).map(({ Path, Rate }) => ({ path: Path, rate: Rate })),
  });
}
