import type { Engine } from "../../engine/index.ts";
import type { Topology } from "../../topology/index.ts";
import { Helpers } from "../helper/helpers.ts";
import { type HelperSource, helperImage } from "../helper/image.ts";
import { NodeHelpers } from "../helper/nodeHelpers.ts";
import type { StackMark } from "../stackMark.ts";
import { changesIn, endedMeanwhile } from "./changes.ts";
import { judgeEgress, type Outside } from "./egress.ts";
import { Ends } from "./ends.ts";
import type { Answered } from "./evidence.ts";
import { type Field, readField } from "./field.ts";
import { judgeProbes } from "./judge.ts";
import { judgeNamed } from "./named.ts";
import type { Pair } from "./pair.ts";
import { downIn } from "./plan.ts";
import type { UnseenNode, Verification } from "./report.ts";
import type { Scene } from "./scene.ts";
import { look, type Sight } from "./sight.ts";

/** What to verify, and with what. */
export interface VerifyOptions {
  /** Of a Swarm, a manager's. */
  readonly engine: Engine;
  /** Engines of further nodes of its Swarm, to try from what runs there. @default none */
  readonly nodes?: readonly Engine[];
  /** What the stack's components declared; it may still be on its way while the helpers start. */
  readonly topology: Topology | Promise<Topology>;
  /** As its containers are labelled. */
  readonly stack: StackMark;
  readonly helper: HelperSource;
  /** A word of its own for each run; its helpers bear it in their label. */
  readonly run: string;
  /** A place beyond the host to try from everywhere; none is tried when left out. */
  readonly outside?: Outside;
  /** A pair alone to try. @default everybody, and everything */
  readonly only?: Pair;
  /** Hears from how many of the places everything has been tried. */
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * Connects for real, from inside each workload's network namespace, to every other workload's ports and to published
 * ports, and holds what was found against what is declared.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { engine, stack } = options;
  const readAll = async (): Promise<Field> =>
    await readField(engine, options.nodes ?? [], stack, await options.topology);
  const [own, { scene, posts }] = await Promise.all([helperImage(engine, options.helper), readAll()]);
  const everybody = [...scene.residents, ...scene.strangers].filter(({ unseen }) => !unseen);
  const nodes = await Promise.all(
    posts.map(async ({ engine: there, node }) => {
      const image = there === engine ? own : await helperImage(there, options.helper);
      const ids = everybody.filter(one => one.node === node).map(({ id }) => id);
      return { node, helpers: new Helpers(image, options.run), ends: new Ends(there, ids) };
    }),
  );
  const nodeOf = new Map(everybody.map(one => [one.namespace, one.node]));
  const helpers = new NodeHelpers(nodes, namespace => nodeOf.get(namespace));
  const ended = async (): Promise<ReadonlySet<string>> =>
    new Set((await Promise.all(nodes.map(({ ends }) => ends.soFar()))).flatMap(ids => [...ids]));
  try {
    const looking = look({ ...options, helpers, scene, ended });
    // The engines begin to tell while the first helpers start.
    const [found] = await Promise.all([looking, ...nodes.map(({ ends }) => ends.watch())]);
    return report(await options.topology, scene, found, options);
  } finally {
    for (const { ends } of nodes) ends.close();
    await helpers.end();
  }
}

function report(
  topology: Topology,
  scene: Scene,
  { sockets, looked, lost }: Sight,
  { outside, only }: Pick<VerifyOptions, "outside" | "only">,
): Verification {
  const answered = inOrder(
    looked.flatMap(one => one.answered),
    scene,
  ).filter(({ asked }) => only === undefined || asked.from === only.from);
  const probes = judgeProbes({ topology, scene, sockets, lost }, answered);
  if (only !== undefined) return { version: 1, name: topology.name, probes };
  const ways = judgeEgress(
    topology,
    looked.flatMap(({ out }) => out),
    looked.some(one => one.outside),
    outside,
  );
  const names = judgeNamed(
    topology,
    looked.flatMap(({ named }) => named),
  );
  const egress = [...ways, ...names];
  const changes = [...changesIn(topology, scene, sockets, answered), ...lost.map(endedMeanwhile)];
  const down = downIn(topology, scene.residents);
  const unseen = unseenIn(scene);
  return {
    version: 1,
    name: topology.name,
    ...(down.length === 0 ? {} : { down }),
    ...(unseen.length === 0 ? {} : { unseen }),
    probes,
    ...(egress.length === 0 ? {} : { egress }),
    ...(changes.length === 0 ? {} : { changes }),
  };
}

/** Nodes whose engines were not asked, and what of the stack runs there. */
function unseenIn({ residents }: Scene): UnseenNode[] {
  const there = residents.filter(({ unseen }) => unseen);
  return [...Map.groupBy(there, ({ node = "" }) => node)]
    .map(([node, group]) => ({ node, workloads: [...new Set(group.map(({ workload }) => workload))] }))
    .sort((left, right) => (left.node < right.node ? -1 : 1));
}

/** By who asked, the host last; of each in the order in which it was asked. */
function inOrder(answered: readonly Answered[], { residents, strangers }: Scene): Answered[] {
  const bySource = Map.groupBy(answered, ({ asked }) => asked.source);
  return [...residents, ...strangers, undefined].flatMap(source => bySource.get(source) ?? []);
}
