import type { Mountable } from "../../storage/mountable.ts";
import type { FileArgs } from "../../workload/args/storage.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import { secretsFolder } from "../../workload/folders.ts";
import type { DatabaseArgs } from "./args.ts";
import type { PasswordFiles } from "./engine.ts";
import { engineOf, identityOf } from "./link.ts";

/** The workload a database server is. */
export function databaseWorkload(name: string, args: DatabaseArgs, volume: Mountable | string): WorkloadArgs {
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
    hostname: args.hostname ?? name,
    replicas: 1,
    ports: [engine.port],
    segments: args.segments,
    environment: { ...engine.environment(identity, files), ...socket?.environment },
    command: socket?.command,
    secrets: {
      [secrets.user]: args.password,
      ...(engine.hasRoot ? { [secrets.root]: args.rootPassword ?? args.password } : {}),
    },
    files: initFiles(args),
    volumes: [
      { volume, at: engine.dataFolder },
      ...(args.socket === undefined ? [] : [{ volume: args.socket, at: args.socket.folder() }]),
    ],
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
