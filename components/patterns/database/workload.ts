import type { FileArgs } from "../../workload/args/storage.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { DatabaseArgs } from "./args.ts";
import { passwordFiles } from "./keeper/keeper.ts";
import { engineOf, identityOf } from "./link.ts";

/** The workload a database server is, but for the volume with its data. */
export function databaseWorkload(args: DatabaseArgs): Omit<WorkloadArgs, "segments" | "link"> {
  const engine = engineOf(args);
  const identity = identityOf(args);
  const socket = args.socket && engine.socket(args.socket.folder());
  // They come from its keeper: a change of them is no change of the server's container.
  const files = passwordFiles(engine.runFolder);
  return {
    image: args.image,
    hostname: args.hostname,
    replicas: 1,
    ports: [engine.port],
    environment: { ...engine.environment(identity, files), ...socket?.environment },
    command: socket?.command,
    files: initFiles(args),
    volumes: args.socket === undefined ? [] : [{ volume: args.socket, at: args.socket.folder() }],
    health: {
      ...engine.health(identity, files),
      timeout: "5s",
      retries: 6,
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
