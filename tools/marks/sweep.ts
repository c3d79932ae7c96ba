import {
  type Engine,
  failedWith,
  type Labels,
  listContainers,
  listContainersOn,
  listNetworks,
  listVolumes,
  removeContainer,
  removeNetwork,
  removeVolume,
} from "../../engine/index.ts";
import { isLeftover } from "./mark.ts";

/** Carries `project/stack` on everything the embedded provider makes. */
const stackLabel = "bulkhead.stack";

/**
 * Removes everything of this run, and everything of runs of its kind whose process is dead, whether made by itself or
 * through the embedded provider in a stack that is named with the mark. Containers go first, whoever carries which
 * label: one that was only created, and never started, still holds its volumes.
 *
 * @param label the label that carries the mark on objects made past the provider.
 */
export async function sweepMarked(engine: Engine, mark: string, label: string): Promise<void> {
  const carried = (labels: Labels | null): string =>
    labels?.[label] ?? labels?.[stackLabel]?.split("/")[1] ?? "";
  const ours = (labels: Labels | null): boolean => isLeftover(carried(labels), mark);
  const mine = (labels: Labels | null): boolean => carried(labels).startsWith(mark);
  const keys = [label, stackLabel];
  for (const key of keys) {
    for (const { Id, Labels } of await listContainers(engine, [key])) {
      if (ours(Labels)) await removeContainer(engine, Id, { volumes: true });
    }
  }
  for (const key of keys) {
    for (const { Id, Labels } of await listNetworks(engine, [key])) {
      if (ours(Labels)) await removeEnded(engine, Id, mine(Labels));
    }
    for (const { Name, Labels } of await listVolumes(engine, [key])) {
      if (ours(Labels)) await removeUnused(engine, Name, mine(Labels));
    }
  }
}

/**
 * Removes a volume, and before it what was created on it and never started, whatever labels that has: nobody else
 * mounts what a run has made for itself.
 *
 * @param mine true for a volume of this run, which is to know when somebody uses it.
 */
export async function removeUnused(engine: Engine, name: string, mine: boolean): Promise<void> {
  for (const { Id, State } of await listContainersOn(engine, name)) {
    if (State === "created") await removeContainer(engine, Id, { volumes: true });
  }
  try {
    await removeVolume(engine, name);
  } catch (error) {
    if (mine || !failedWith(error, "volume-in-use")) throw error;
  }
}

/**
 * Removes a network whose containers are gone. Engines now and then miscount the endpoints of one, and keep it until they
 * are started anew: what a dead run left like that must not hinder later ones for ever.
 *
 * @param mine true for a network of this run, which is to know.
 */
export async function removeEnded(engine: Engine, id: string, mine: boolean): Promise<void> {
  try {
    await removeNetwork(engine, id);
  } catch (error) {
    if (mine || !failedWith(error, "endpoints-in-use")) throw error;
  }
}
