import type { Input } from "@pulumi/pulumi";

/** A health check: a command that ends with 0 when all is well. */
export interface HealthArgs {
  /** @example ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"] */
  readonly command: readonly Input<string>[];
  /**
   * Time between two checks. Each takes the engine some 60 ms of processor time, so that ten containers that are asked
   * every 2 s take a third of a processor. While it starts, a container is asked every 500 ms, whatever this says.
   *
   * @default "5s"
   * @example "2s"
   */
  readonly interval?: string | undefined;
  /**
   * @default "3s"
   * @example "1s"
   */
  readonly timeout?: string | undefined;
  /**
   * Failures in a row that make it unhealthy.
   *
   * @default 5
   * @example 3
   */
  readonly retries?: number | undefined;
  /**
   * Time after the start in which failures do not count.
   *
   * @default "10s"
   * @example "30s"
   */
  readonly startPeriod?: string | undefined;
  /**
   * Whether a deployment waits until it is healthy.
   *
   * @default true
   * @example false
   */
  readonly wait?: boolean | undefined;
  /**
   * Seconds a deployment waits.
   *
   * @default 120
   * @example 300
   */
  readonly waitTimeout?: number | undefined;
}

/** How far a workload is shut off from its host. Everything here relaxes a default, and shows in the topology. */
export interface HardeningArgs {
  /**
   * Lets the workload write to its root.
   *
   * @default false
   * @example true
   */
  readonly writableRoot?: boolean | undefined;
  /** Capabilities it keeps; all others are dropped. @default [] @example ["NET_BIND_SERVICE"] */
  readonly capabilities?: readonly string[] | undefined;
  /**
   * Lets its processes gain privileges (setuid programs).
   *
   * @default false
   * @example true
   */
  readonly newPrivileges?: boolean | undefined;
  /**
   * User and group it runs as.
   *
   * @default the image's
   * @example "1000:1000"
   */
  readonly user?: string | undefined;
  /**
   * In-memory folders and their mount options.
   *
   * @default { "/tmp": "size=16m" }
   * @example { "/tmp": "size=64m", "/run": "size=1m" }
   */
  readonly tmpfs?: Readonly<Record<string, string>> | undefined;
  /**
   * Kernel settings that are its own, beside the default, which another value for it takes the place of: `net.*`,
   * `fs.mqueue.*`, `kernel.msg*`, `kernel.sem` and `kernel.shm*`.
   *
   * @default { "net.ipv4.ip_forward": "0" }
   * @example { "net.core.somaxconn": "1024" }
   */
  readonly sysctls?: Readonly<Record<string, string>> | undefined;
}

/** What one replica may use. */
export interface LimitArgs {
  /**
   * MiB.
   *
   * @default 256
   * @example 512
   */
  readonly memory?: number | undefined;
  /**
   * Processors.
   *
   * @default 1
   * @example 0.5
   */
  readonly cpus?: number | undefined;
  /**
   * Megabytes one log file may grow to.
   *
   * @default 10
   * @example 50
   */
  readonly logMegabytes?: number | undefined;
  /**
   * Log files kept.
   *
   * @default 3
   * @example 5
   */
  readonly logFiles?: number | undefined;
}
