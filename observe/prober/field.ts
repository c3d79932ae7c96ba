import {
  type ContainerSummary,
  type Engine,
  EngineFailure,
  listContainers,
  listNetworks,
  nodeNames,
  readInfo,
  readSwarm,
  type SwarmReading,
} from "../../engine/index.ts";
import type { Topology } from "../../topology/index.ts";
import type { StackMark } from "../stackMark.ts";
import { type Scene, sceneOf, segmentsOf, withNeighbours } from "./scene.ts";
import { mergedScene, ofServices, onNode } from "./swarmScene.ts";

/** An engine that is looked at. */
export interface Post {
  readonly engine: Engine;
  /** The node of a Swarm that it is, where it is another than the one that is asked for everything. */
  readonly node?: string;
}

/** What is looked at, and by which engines. */
export interface Field {
  readonly scene: Scene;
  /** The one that is asked for everything first. */
  readonly posts: readonly Post[];
}

/**
 * Reads what there is of a stack: on one engine with two calls, however much there is. On a Swarm its manager says what
 * runs where, and the engines of further nodes what it looks like there.
 *
 * @param nodes engines of further nodes.
 * @throws EngineFailure where the engine does not know the stack's services, or one of the others is no node of its Swarm.
 */
export async function readField(
  engine: Engine,
  nodes: readonly Engine[],
  stack: StackMark,
  topology: Topology,
): Promise<Field> {
  const [containers, networks, info] = await Promise.all([
    listContainers(engine, []),
    listNetworks(engine),
    readInfo(engine),
  ]);
  const segments = segmentsOf(networks, stack, topology.networks);
  const known = (scene: Scene): Scene => withNeighbours(scene, topology.workloads);
  const swarm = await readSwarm(engine, info);
  if (swarm === undefined) {
    checkManaged(engine, nodes, topology);
    return { scene: known(sceneOf(containers, segments, stack)), posts: [{ engine }] };
  }
  const others = await postsOf(engine, nodes, info.Swarm?.NodeID, swarm);
  const there = await Promise.all(
    others.map(async ({ post, id }) => ({ post, id, containers: await listContainers(post.engine, []) })),
  );
  const seen = (listed: readonly ContainerSummary[]): Scene =>
    sceneOf(ofServices(listed, swarm), segments, stack);
  const scenes = [
    seen(containers),
    ...there.map(({ post, containers: own }) => onNode(seen(own), post.node)),
  ];
  const looked = new Set([info.Swarm?.NodeID ?? "", ...others.map(({ id }) => id)]);
  return {
    scene: known(mergedScene(scenes, swarm, { looked, stack, networks, segments })),
    posts: [{ engine }, ...others.map(({ post }) => post)],
  };
}

/** Only a manager says which services there are. */
function checkManaged(engine: Engine, nodes: readonly Engine[], { workloads }: Topology): void {
  const [service] = workloads.filter(({ kind }) => kind === "service");
  if (service === undefined && nodes.length === 0) return;
  const what =
    service === undefined ? "so that it has no further nodes" : `and ${service.id} is a service of one`;
  throw new EngineFailure(
    "unsupported",
    `The engine at ${engine.where} manages no Swarm, ${what}.`,
    service === undefined ? "Leave --node out." : "Set DOCKER_HOST, or the context, to a manager's engine.",
  );
}

/** The further engines as nodes, each once; that of the manager itself is none. */
async function postsOf(
  manager: Engine,
  nodes: readonly Engine[],
  own: string | undefined,
  swarm: SwarmReading,
): Promise<{ readonly post: Required<Post>; readonly id: string }[]> {
  const names = nodeNames(swarm.nodes);
  const found = await Promise.all(
    nodes.map(async engine => {
      const id = (await readInfo(engine)).Swarm?.NodeID ?? "";
      const node = names.get(id);
      if (node !== undefined) return { post: { engine, node }, id };
      throw new EngineFailure(
        "unsupported",
        `The engine at ${engine.where} is no node of the Swarm that ${manager.where} manages.`,
        "`docker node ls` lists its nodes; give the addresses of their engines.",
      );
    }),
  );
  return [...new Map(found.filter(({ id }) => id !== own).map(one => [one.id, one])).values()];
}
