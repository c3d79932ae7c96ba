import { join } from "node:path";

/** What the folders of engines of a run's own are called, before the mark of their run. */
export const folderPrefix = "bulkhead-engine-";

/** Where an engine keeps what it has, all below one folder. */
export interface EnginePlace {
  readonly socket: string;
  readonly log: string;
  readonly data: string;
  readonly exec: string;
  readonly pidFile: string;
  /** The process id of the part that keeps its containers. */
  readonly containerdPidFile: string;
}

export function placeIn(folder: string): EnginePlace {
  const exec = join(folder, "exec");
  return {
    socket: join(folder, "docker.sock"),
    log: join(folder, "dockerd.log"),
    data: join(folder, "data"),
    exec,
    pidFile: join(folder, "pid"),
    containerdPidFile: join(exec, "containerd/containerd.pid"),
  };
}
