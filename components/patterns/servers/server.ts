import type { WrittenFile } from "../../plan/workload.ts";
import type { HardeningArgs, LimitArgs } from "../../workload/args/process.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import { defaultCpus } from "../../workload/limits.ts";
import { haproxyCommand, haproxyPath } from "./haproxy.ts";
import { healthUrl } from "./health.ts";
import { nginxCommand, nginxPath } from "./nginx.ts";

/** The programs that pass connections on. */
export type ServerName = "haproxy" | "nginx";

/** What an image of each takes, beside its configuration. */
const servers = {
  // The signals at which each finishes its running requests before it ends.
  haproxy: { command: haproxyCommand, path: haproxyPath, stopSignal: "SIGUSR1", user: undefined },
  nginx: {
    command: nginxCommand,
    path: nginxPath,
    stopSignal: "SIGQUIT",
    // The official image begins as root and gives that up, for which it would need capabilities.
    user: "101:101",
  },
} as const;

/** What the workload of a server is started, asked and stopped with. */
export function serverArgs(
  server: ServerName,
  hardening: HardeningArgs | undefined,
): Pick<WorkloadArgs, "entrypoint" | "command" | "health" | "stopSignal" | "hardening"> {
  const { command, stopSignal, user } = servers[server];
  return {
    entrypoint: command,
    command: [],
    health: { command: ["wget", "-q", "-O", "/dev/null", healthUrl] },
    stopSignal,
    hardening: { ...hardening, user: hardening?.user ?? user },
  };
}

/**
 * How many threads or workers a server starts: one for each processor it may use, of which it sees nothing. More of them
 * would be held up by the limit together, and on a large host their memory alone is more than a small container has.
 */
export function threadsWithin(limits: LimitArgs | undefined): number {
  return Math.ceil(limits?.cpus ?? defaultCpus);
}

/** nginx listens at every address its name has, and fails at those of a predecessor that is still there. */
export function isExclusive(server: ServerName): boolean {
  return server === "nginx";
}

/**
 * A server's configuration as a file of each replica.
 *
 * @param networks whose names stand in it, beside those the server is called on.
 */
export function serverFile(
  server: ServerName,
  write: WrittenFile["write"],
  networks: readonly string[] = [],
): WrittenFile {
  return { path: servers[server].path, networks, write };
}
