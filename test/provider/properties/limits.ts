import type { PropertyCase } from "./case.ts";

const MiB = 1024 * 1024;
/** The kernel of this kind of machine has no block device limits for it. */
const noDeviceLimits = /Could not start container .*error setting cgroup config/;

/** What the container may use, and whether it comes back. */
export const limitCases: readonly PropertyCase[] = [
  {
    first: { cpuPeriod: 50_000, cpuQuota: 20_000 },
    shows: { HostConfig: { CpuPeriod: 50_000, CpuQuota: 20_000 } },
    second: { cpuPeriod: 40_000, cpuQuota: 30_000 },
    change: "update",
    nowShows: { HostConfig: { CpuPeriod: 40_000, CpuQuota: 30_000 } },
    started: true,
  },
  {
    first: { cpuSet: "0-1", cpuShares: 512, cpus: "0.50" },
    shows: { HostConfig: { CpusetCpus: "0-1", CpuShares: 512, NanoCpus: 0.5e9 } },
    second: { cpuSet: "1", cpuShares: 256, cpus: "1.25" },
    change: "update",
    nowShows: { HostConfig: { CpusetCpus: "1", CpuShares: 256, NanoCpus: 1.25e9 } },
    started: true,
  },
  {
    first: { cpuSet: "0", cpuShares: 512, cpus: "1" },
    shows: { HostConfig: { CpusetCpus: "0", CpuShares: 512, NanoCpus: 1e9 } },
    second: { cpuSet: undefined, cpuShares: 0, cpus: undefined },
    change: "replace",
  },
  {
    first: { memory: 64, memoryReservation: 32, memorySwap: 96 },
    shows: { HostConfig: { Memory: 64 * MiB, MemoryReservation: 32 * MiB, MemorySwap: 96 * MiB } },
    second: { memory: 256, memoryReservation: 64, memorySwap: 300 },
    change: "update",
    nowShows: { HostConfig: { Memory: 256 * MiB, MemoryReservation: 64 * MiB, MemorySwap: 300 * MiB } },
    started: true,
  },
  {
    first: { memory: 64 },
    shows: { HostConfig: { Memory: 64 * MiB, MemorySwap: 128 * MiB } },
    second: { memory: 32 },
    change: "update",
    nowShows: { HostConfig: { Memory: 32 * MiB, MemorySwap: 64 * MiB } },
    started: true,
  },
  {
    first: { memorySwap: -1 },
    beside: { memory: 64 },
    shows: { HostConfig: { Memory: 64 * MiB, MemorySwap: -1 } },
    second: { memorySwap: 128 },
    change: "update",
    nowShows: { HostConfig: { Memory: 64 * MiB, MemorySwap: 128 * MiB } },
    started: true,
  },
  {
    first: { memory: 64, memoryReservation: 32, memorySwap: -1 },
    second: { memory: undefined, memoryReservation: undefined, memorySwap: undefined },
    change: "replace",
  },
  {
    first: { maxRetryCount: 4 },
    beside: { restart: "on-failure" },
    shows: { HostConfig: { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 4 } } },
    second: { maxRetryCount: 2 },
    change: "update",
    nowShows: { HostConfig: { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 2 } } },
    started: true,
  },
  {
    first: { restart: "on-failure", maxRetryCount: 4 },
    shows: { HostConfig: { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 4 } } },
    second: { restart: "unless-stopped", maxRetryCount: undefined },
    change: "update",
    nowShows: { HostConfig: { RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 } } },
    started: true,
  },
  {
    first: { restart: "always" },
    shows: { HostConfig: { RestartPolicy: { Name: "always" } } },
    second: { restart: undefined },
    change: "update",
    nowShows: { HostConfig: { RestartPolicy: { Name: "no" } } },
    started: true,
  },
  {
    first: {
      ulimits: [
        { name: "nofile", soft: 1024, hard: 2048 },
        { name: "memlock", soft: -1, hard: -1 },
      ],
    },
    shows: {
      HostConfig: {
        Ulimits: [
          { Name: "nofile", Soft: 1024, Hard: 2048 },
          { Name: "memlock", Soft: -1, Hard: -1 },
        ],
      },
    },
    second: { ulimits: [{ name: "nofile", soft: 1024, hard: 4096 }] },
    change: "replace",
  },
  ...(["ReadBps", "ReadIOps", "WriteBps", "WriteIOps"] as const).map((kind): PropertyCase => {
    const property = `device${kind.replace("IOps", "Iops")}`;
    const devices = [
      { path: "/dev/null", rate: 1_048_576 },
      { path: "/dev/zero", rate: 2_097_152 },
    ];
    return {
      first: { [property]: devices },
      shows: {
        HostConfig: { [`BlkioDevice${kind}`]: devices.map(({ path, rate }) => ({ Path: path, Rate: rate })) },
      },
      second: { [property]: [{ path: "/dev/null", rate: 1000 }] },
      change: "replace",
      startRefused: noDeviceLimits,
    };
  }),
];
