import type { PropertyCase } from "./case.ts";

const healthy = { tests: ["CMD", "busybox", "true"], interval: "100ms" };

/** How the plugin treats the container. */
export const behaviourCases: readonly PropertyCase[] = [
  {
    first: { attach: true, logs: true },
    beside: { entrypoints: ["busybox", "echo"], command: ["done"], mustRun: false },
    shows: { State: { Status: "exited", ExitCode: 0 } },
    second: { attach: false, logs: undefined },
    change: "local",
    started: true,
  },
  {
    first: { destroyGraceSeconds: 1, containerReadRefreshTimeoutMilliseconds: 100, removeVolumes: false },
    second: { destroyGraceSeconds: 0, containerReadRefreshTimeoutMilliseconds: 200, removeVolumes: true },
    change: "local",
    started: true,
  },
  {
    first: { mustRun: false },
    shows: { State: { Running: true } },
    second: { mustRun: true },
    change: "update",
    nowShows: { State: { Running: true } },
    started: true,
  },
  {
    first: { start: false },
    shows: { State: { Status: "created" } },
    second: { start: true },
    change: "update",
    nowShows: { State: { Running: true } },
    started: true,
  },
  {
    first: { rm: true },
    shows: { HostConfig: { AutoRemove: true } },
    second: { rm: false },
    change: "replace",
    started: true,
  },
  {
    first: { wait: true, waitTimeout: 20 },
    beside: { healthcheck: healthy },
    shows: { State: { Health: { Status: "healthy" } } },
    second: { wait: false, waitTimeout: 30 },
    change: "local",
    started: true,
  },
];

/** The health check. */
export const healthCases: readonly PropertyCase[] = [
  {
    first: {
      healthcheck: {
        tests: ["CMD", "busybox", "true"],
        interval: "1m30s",
        timeout: "1.5s",
        startPeriod: "500ms",
        retries: 4,
      },
    },
    shows: {
      Config: {
        Healthcheck: {
          Test: ["CMD", "busybox", "true"],
          Interval: 90e9,
          Timeout: 1.5e9,
          StartPeriod: 0.5e9,
          Retries: 4,
        },
      },
    },
    second: { healthcheck: { tests: ["CMD", "busybox", "true"], interval: "90s", timeout: "2s" } },
    change: "replace",
  },
  {
    first: { healthcheck: { tests: ["NONE"] } },
    shows: { Config: { Healthcheck: { Test: ["NONE"] } } },
    second: { healthcheck: undefined },
    change: "replace",
  },
  {
    first: { healthcheck: { tests: ["CMD-SHELL", "exit 0"], startInterval: "1s" } },
    second: { healthcheck: { tests: ["CMD-SHELL", "exit 0"], startInterval: "2s" } },
    change: "replace",
  },
];
