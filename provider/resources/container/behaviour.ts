import { count, flag, integer } from "../../tables/shape.ts";
import { host, row } from "./rows.ts";

/** How the plugin treats the container: what the engine itself knows nothing of, but for `rm`. */
export const behaviourRows = {
  attach: row<boolean>({ shape: flag, change: "local" }),
  containerReadRefreshTimeoutMilliseconds: row<number>({
    shape: integer(0),
    default: 15000,
    change: "local",
  }),
  destroyGraceSeconds: row<number>({ shape: count, change: "local" }),
  logs: row<boolean>({ shape: flag, change: "local" }),
  mustRun: row<boolean>({
    shape: flag,
    default: true,
    change: "update",
    drifts: true,
    // As the official plugin does: a container that stands still shows as one that need not run.
    observe: ({ container, inputs }) =>
      inputs?.["mustRun"] !== false && shouldRun(inputs)
        ? isUp(container.State.Status)
        : (inputs?.["mustRun"] as boolean),
  }),
  removeVolumes: row<boolean>({ shape: flag, default: true, change: "local" }),
  rm: host("AutoRemove", { shape: flag, change: "replace" }),
  start: row<boolean>({ shape: flag, default: true, change: "update" }),
  wait: row<boolean>({ shape: flag, change: "local" }),
  waitTimeout: row<number>({ shape: count, default: 60, change: "local" }),
};

/** True for a container that is meant to stand and run: started, not one whose end is waited for. */
export function shouldRun(inputs: Readonly<Record<string, unknown>> | undefined): boolean {
  return inputs?.["start"] !== false && inputs?.["attach"] !== true;
}

function isUp(status: string): boolean {
  return status === "running" || status === "restarting" || status === "paused";
}
