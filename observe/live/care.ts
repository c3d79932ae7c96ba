import type { ContainerInspect, HostConfig } from "../../engine/index.ts";
import type { Care } from "../../topology/index.ts";

const mebibyte = 2 ** 20;

/** What a container may use, and how it is kept going. */
export function careOf({ HostConfig, Config }: ContainerInspect): Care {
  const { Memory = 0, PidsLimit, RestartPolicy, LogConfig, Ulimits } = HostConfig;
  const cpus = cpusOf(HostConfig);
  const restart = RestartPolicy?.Name;
  const test = Config.Healthcheck?.Test ?? [];
  return {
    ...(Memory > 0 ? { memory: Memory / mebibyte } : {}),
    ...(cpus > 0 ? { cpus } : {}),
    ...(PidsLimit && PidsLimit > 0 ? { pids: PidsLimit } : {}),
    ...(restart ? { restart } : {}),
    ...(restart === "on-failure" ? { restartAttempts: RestartPolicy?.MaximumRetryCount ?? 0 } : {}),
    healthCheck: test.length > 0 && test[0] !== "NONE",
    ...(LogConfig?.Type ? { logDriver: LogConfig.Type } : {}),
    ulimits: (Ulimits ?? []).map(({ Name, Soft, Hard }) => `${Name}=${Soft}:${Hard}`),
  };
}

/** In either form; the older one is microseconds of each period, of 100 ms when it is not said. */
function cpusOf({ NanoCpus = 0, CpuQuota = 0, CpuPeriod }: HostConfig): number {
  if (NanoCpus > 0) return NanoCpus / 1e9;
  return CpuQuota > 0 ? CpuQuota / (CpuPeriod || 100_000) : 0;
}
