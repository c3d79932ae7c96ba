import { type ContainerInspect, inspectContainer, listContainers } from "../../engine/index.ts";
import { ensureFilled, OwnSwarm, type SwarmNode } from "../../tools/ownEngine/index.ts";
import type { EngineRelease } from "../../tools/toolchain/index.ts";
import { engine } from "./engine.ts";
import { runId } from "./run.ts";

/** Starts a swarm of three machines with the demo images, of the release the test runs on. */
export async function startThreeNodes(): Promise<OwnSwarm> {
  const { engine: version } = await engine.version();
  const release: EngineRelease = version.startsWith("20.10") ? "20.10" : "29";
  const filled = await ensureFilled(release, runId, process.env);
  return await OwnSwarm.start(runId, { filled });
}

/** A task that runs: its container, and the node that it is on. */
export interface RunningTask {
  readonly node: SwarmNode;
  readonly container: ContainerInspect;
}

/** The tasks of a workload that run, on whichever nodes. */
export async function tasksOf(swarm: OwnSwarm, workload: string): Promise<RunningTask[]> {
  const perNode = await Promise.all(
    swarm.nodes.map(async node => {
      const { engine } = node.own;
      const found = await listContainers(engine, [`bulkhead.workload=${workload}`]).catch(() => []);
      const seen = await Promise.all(found.map(({ Id }) => inspectContainer(engine, Id)));
      return seen.flatMap(container => (container?.State.Running ? [{ node, container }] : []));
    }),
  );
  return perNode.flat();
}
