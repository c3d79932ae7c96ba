import { count, flag, integer } from "../../tables/shape.ts";
import { host, row } from "./rows.ts";

/** How the plugin treats the container: what the engine itself knows nothing of, but for `rm`. */
export const behaviourRows = {
  attach: row<boolean>({ about: "wait for its end, at most 20 minutes", shape: flag, change: "local" }),
  containerReadRefreshTimeoutMilliseconds: row<number>({
    about: "the longest watch over a container that must run, right after its start",
    shape: integer(0),
    default: 15000,
    change: "local",
  }),
  destroyGraceSeconds: row<number>({
    about: "seconds to end by itself when it is stopped or deleted; without them it is killed",
    shape: count,
    change: "local",
  }),
  logs: row<boolean>({
    about: "keep the log of an attached container in containerLogs",
    shape: flag,
    change: "local",
  }),
  mustRun: row<boolean>({
    about: "it must run after its start; one that does not is a failure",
    shape: flag,
    default: true,
    change: "update",
    drifts: true,
    // As the official plugin does: a container that stands still shows as one that need not run. So does one that is
    // paused, or that nobody reaches any more.
    observe: ({ container, inputs, cutOff }) =>
      inputs?.["mustRun"] !== false && shouldRun(inputs)
        ? isUp(container.State.Status) && cutOff !== true
        : (inputs?.["mustRun"] as boolean),
    output: ({ container, inputs }) => inputs?.["mustRun"] !== false && container.State.Running,
    unknownUntilMade: () => false,
  }),
  removeVolumes: row<boolean>({
    about: "its anonymous volumes go with it",
    shape: flag,
    default: true,
    change: "local",
  }),
  rm: host("AutoRemove", { about: "the engine removes it at its end", shape: flag, change: "replace" }),
  start: row<boolean>({ about: "start it, or only create it", shape: flag, default: true, change: "update" }),
  wait: row<boolean>({ about: "wait for its health check to pass", shape: flag, change: "local" }),
  waitTimeout: row<number>({
    about: "seconds to wait for it to be healthy",
    shape: count,
    default: 60,
    change: "local",
  }),
};

/** True for a container that is meant to stand and run: started, not one whose end is waited for. */
export function shouldRun(inputs: Readonly<Record<string, unknown>> | undefined): boolean {
  return inputs?.["start"] !== false && inputs?.["attach"] !== true;
}

function isUp(status: string): boolean {
  return status === "running" || status === "restarting";
}
