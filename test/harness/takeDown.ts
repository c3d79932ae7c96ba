import { existsSync, readFileSync } from "node:fs";
import {
  type Engine,
  listContainers,
  listNetworks,
  listVolumes,
  removeContainer,
} from "../../engine/index.ts";
import { removeEnded, removeUnused } from "../../tools/marks/index.ts";

/** What can be removed by its label alone, and what is in no engine. */
const plain = new Set([
  "docker:index/container:Container",
  "docker:index/network:Network",
  "docker:index/volume:Volume",
  "docker:index/remoteImage:RemoteImage",
]);

interface StateResource {
  readonly type: string;
  readonly custom?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/**
 * What is left of a stack, by its state file: `nothing`; what is `labelled` on this engine and can be removed past Pulumi;
 * or `more`, which takes Pulumi.
 */
export function remainsOf(stateFile: string): "nothing" | "labelled" | "more" {
  if (!existsSync(stateFile)) return "nothing";
  const { checkpoint } = JSON.parse(readFileSync(stateFile, "utf8")) as {
    checkpoint?: { latest?: { resources?: StateResource[]; pending_operations?: unknown[] } };
  };
  const { resources = [], pending_operations: pending = [] } = checkpoint?.latest ?? {};
  const made = resources.filter(({ custom }) => custom === true);
  if (made.length === 0 && pending.length === 0) return "nothing";
  return made.every(isLabelled) ? "labelled" : "more";
}

function isLabelled({ type, inputs }: StateResource): boolean {
  if (type === "pulumi:providers:docker") return inputs?.["host"] === undefined;
  return plain.has(type) || !type.startsWith("docker:");
}

/**
 * Removes what carries a stack's label, at once: no process is given its time to end. That `down` does, which has tests
 * of its own. What others still use is left to the sweep at the end of all tests.
 */
export async function takeDown(engine: Engine, stack: string): Promise<void> {
  const labels = [`bulkhead.stack=${stack}`];
  for (const { Id } of await listContainers(engine, labels)) {
    await removeContainer(engine, Id, { volumes: true });
  }
  for (const { Id } of await listNetworks(engine, labels)) {
    await removeEnded(engine, Id, false);
  }
  for (const { Name } of await listVolumes(engine, labels)) {
    await removeUnused(engine, Name, false);
  }
}
