import type { ResourceUpdate, ThrottleDevice, Ulimit } from "../../../engine/index.ts";
import type { Plain, Value } from "../../protocol/values.ts";
import type { Change } from "../../tables/property.ts";
import { count, integer, object, oneOf, set, text } from "../../tables/shape.ts";
import { bytes, host, hostMebibytes, row } from "./rows.ts";

type RateInput = { readonly path: string; readonly rate: number };
type UlimitInput = { readonly name: string; readonly soft: number; readonly hard: number };

/** The engine changes limits in place, but reads "no value" as "keep it": taking one away needs a new container. */
function unlessRemoved(_before: Value, after: Value): Change {
  return after === undefined ? "replace" : "update";
}

/** Nanoseconds of processor time in a second, as the API counts `cpus`. */
const nano = 1e9;

/** What the container may use, and whether it comes back. */
export const limitRows = {
  cpuPeriod: host("CpuPeriod", { shape: count, change: unlessRemoved, drifts: true }),
  cpuQuota: host("CpuQuota", { shape: count, change: unlessRemoved, drifts: true }),
  cpuSet: host("CpusetCpus", {
    shape: text,
    change: unlessRemoved,
    drifts: true,
    complain: value =>
      typeof value === "string" && value !== "" && !/^\d+([,-]\d+)*$/.test(value)
        ? `"${value}" names no processors; write 0, 0-2 or 0,2`
        : undefined,
  }),
  cpuShares: host("CpuShares", { shape: count, change: unlessRemoved, drifts: true }),
  cpus: row<string>({
    shape: text,
    change: unlessRemoved,
    drifts: true,
    complain: value =>
      typeof value === "string" && value !== "" && !(Number(value) > 0)
        ? `"${value}" is no number of processors; write "0.5" or "2"`
        : undefined,
    write: (cpus, spec) => {
      spec.HostConfig.NanoCpus = Math.round(Number(cpus) * nano);
    },
    // "0.50" and "0.5" are the same limit.
    normal: cpus => (typeof cpus === "string" ? Number(cpus) : cpus),
    observe: ({ container }) =>
      container.HostConfig.NanoCpus ? String(container.HostConfig.NanoCpus / nano) : undefined,
  }),
  deviceReadBps: rates("ContainerDeviceReadBp", "BlkioDeviceReadBps"),
  deviceReadIops: rates("ContainerDeviceReadIop", "BlkioDeviceReadIOps"),
  deviceWriteBps: rates("ContainerDeviceWriteBp", "BlkioDeviceWriteBps"),
  deviceWriteIops: rates("ContainerDeviceWriteIop", "BlkioDeviceWriteIOps"),
  maxRetryCount: row<number>({
    shape: count,
    change: "update",
    drifts: true,
    write: (attempts, spec) => {
      spec.HostConfig.RestartPolicy = { ...spec.HostConfig.RestartPolicy, MaximumRetryCount: attempts };
    },
    observe: ({ container }) => container.HostConfig.RestartPolicy?.MaximumRetryCount,
  }),
  memory: hostMebibytes("Memory", { shape: count, change: unlessRemoved, drifts: true }),
  memoryReservation: hostMebibytes("MemoryReservation", {
    shape: count,
    change: unlessRemoved,
    drifts: true,
  }),
  memorySwap: row<number>({
    shape: integer(-1),
    change: unlessRemoved,
    drifts: true,
    write: (swap, spec) => {
      spec.HostConfig.MemorySwap = bytes(swap);
    },
    // Where none is given the engine doubles the memory, which is no difference.
    observe: ({ container, inputs }) => {
      const { Memory = 0, MemorySwap = 0 } = container.HostConfig;
      if (inputs?.["memorySwap"] === undefined && (MemorySwap === 2 * Memory || MemorySwap <= 0))
        return undefined;
      return MemorySwap > 0 ? Math.floor(MemorySwap / 1024 / 1024) : MemorySwap;
    },
  }),
  restart: row<string>({
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
    shape: set(
      object("ContainerUlimit", {
        name: { shape: text, required: true },
        soft: { shape: integer(-1), required: true },
        hard: { shape: integer(-1), required: true },
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
  typeName: string,
  key: "BlkioDeviceReadBps" | "BlkioDeviceReadIOps" | "BlkioDeviceWriteBps" | "BlkioDeviceWriteIOps",
) {
  return row<RateInput[]>({
    shape: set(
      object(typeName, { path: { shape: text, required: true }, rate: { shape: count, required: true } }),
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
