import { secretsFolder } from "../../plan/folders.ts";
import type { FileArgs } from "../../workload/args/storage.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { DatabaseArgs } from "./args.ts";
import type { PasswordFiles } from "./engine.ts";
import { engineOf, identityOf } from "./link.ts";

/** The workload a database server is, but for the volume with its data. */
export function databaseWorkload(args: DatabaseArgs): Omit<WorkloadArgs, "segments" | "link"> {
  const engine = engineOf(args);
  const { engine: kind = "postgres" } = args;
  const identity = identityOf(args);
  const socket = args.socket && engine.socket(args.socket.folder());
  const secrets = { user: `${kind}-password`, root: `${kind}-root-password` };
  const files: PasswordFiles = {
    user: `${secretsFolder}/${secrets.user}`,
    root: `${secretsFolder}/${secrets.root}`,
  };
  return {
    image: args.image,
    hostname: args.hostname,
    replicas: 1,
    ports: [engine.port],
    environment: { ...engine.environment(identity, files), ...socket?.environment },
    command: socket?.command,
    secrets: {
      [secrets.user]: args.password,
      ...(engine.hasRoot ? { [secrets.root]: args.rootPassword ?? args.password } : {}),
    },
    files: initFiles(args),
    volumes: args.socket === undefined ? [] : [{ volume: args.socket, at: args.socket.folder() }],
    health: {
      ...engine.health(identity, files),
      interval: "2s",
      timeout: "5s",
      retries: 15,
      startPeriod: "30s",
    },
    hardening: {
      ...args.hardening,
      user: args.hardening?.user ?? engine.user,
      tmpfs: args.hardening?.tmpfs ?? engine.tmpfs,
    },
    limits: { ...args.limits, memory: args.limits?.memory ?? engine.memory },
    stopSignal: engine.stopSignal,
    graceSeconds: args.graceSeconds ?? 60,
    labels: args.labels,
    app: args.app,
    tier: args.tier,
    placement: args.placement,
    after: args.after,
    transform: args.transform,
  };
}

function initFiles({ initScripts }: DatabaseArgs): FileArgs[] {
  return Object.entries(initScripts ?? {}).map(([file, content]) => ({
    path: `/docker-entrypoint-initdb.d/${file}`,
    content,
  }));
}
