import {
  Engine,
  EventStream,
  listContainers,
  listNetworks,
  listVolumes,
  removeContainer,
  removeNetwork,
  removeVolume,
} from "../../engine/index.ts";
import { runId } from "./run.ts";

/** The engine all tests run on. */
export const engine = Engine.locate();
export const events = new EventStream(engine);

/** Removes everything of this run, and everything of runs whose process is dead. Used before and after all tests. */
export async function sweepTestObjects(): Promise<void> {
  const ours = (labels: Readonly<Record<string, string>> | null): boolean => {
    const mark = labels?.["bulkhead.test"] ?? labels?.["bulkhead.stack"]?.split("/")[1] ?? "";
    const pid = /^t(\d+)x[0-9a-f]{6}/.exec(mark)?.[1];
    return pid !== undefined && (mark.startsWith(runId) || !lives(Number(pid)));
  };
  for (const label of ["bulkhead.test", "bulkhead.stack"]) {
    for (const { Id, Labels } of await listContainers(engine, [label])) {
      if (ours(Labels)) await removeContainer(engine, Id, { volumes: true });
    }
    for (const { Id, Labels } of await listNetworks(engine, [label])) {
      if (ours(Labels)) await removeNetwork(engine, Id);
    }
    for (const { Name, Labels } of await listVolumes(engine, [label])) {
      if (ours(Labels)) await removeVolume(engine, Name);
    }
  }
}

/** Labels for objects a test makes by itself, past the provider. */
export const testLabels: Readonly<Record<string, string>> = { "bulkhead.test": runId };

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process (or somebody else's, which then is no test of ours).
    return false;
  }
}
