import { type Engine, inspectContainer } from "../../engine/index.ts";
import type { Topology } from "../../topology/index.ts";
import type { ListeningSocket } from "../helper/answers.ts";
import { Helpers } from "../helper/helpers.ts";
import { type HelperSource, helperImage } from "../helper/image.ts";
import type { Namespace } from "../helper/namespaceHelper.ts";
import type { StackMark } from "../stackMark.ts";
import { changesIn, endedMeanwhile } from "./changes.ts";
import { askDatagrams } from "./datagrams.ts";
import { judgeEgress, type Outside } from "./egress.ts";
import type { Answered } from "./evidence.ts";
import { inParallel } from "./inParallel.ts";
import { judgeProbes } from "./judge.ts";
import { waitForLate } from "./late.ts";
import { askAbout, askOut, type Host, type Looked, placesOf, undeclaredPorts } from "./look.ts";
import { asksFrom, isOf, listensFor, type Pair, portsOf } from "./pair.ts";
import { type Asked, downIn, type Question } from "./plan.ts";
import type { Verification } from "./report.ts";
import { type Resident, readScene, type Scene } from "./scene.ts";
import type { Sockets } from "./sockets.ts";

/** What to verify, and with what. */
export interface VerifyOptions {
  readonly engine: Engine;
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

/** Helpers that start at a time: the engine makes more no faster. */
const starting = 4;

/**
 * Connects for real, from inside each workload's network namespace, to every other workload's ports and to published
 * ports, and holds what was found against what is declared.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { engine, stack } = options;
  const scenery = async (): Promise<Scene> =>
    await readScene(engine, stack, (await options.topology).networks);
  const [image, scene] = await Promise.all([helperImage(engine, options.helper), scenery()]);
  const helpers = new Helpers(image, options.run);
  try {
    const found = await look(helpers, scene, options);
    return report(await options.topology, scene, found, options);
  } finally {
    await helpers.end();
  }
}

interface Sight {
  readonly sockets: Sockets;
  readonly looked: readonly Looked[];
  /** Those that ended while they were asked from. */
  readonly lost: readonly Resident[];
}

async function look(helpers: Helpers, scene: Scene, options: VerifyOptions): Promise<Sight> {
  const { only } = options;
  const places = placesOf(scene).filter(place => asksFrom(place, only) || listensFor(place, only));
  const sockets = new Map<Namespace, readonly ListeningSocket[]>();
  const lost: Resident[] = [];
  const host = hostOf(helpers);
  // Whoever asks from the host's place waits for the same, and is told.
  host.catch(() => undefined);
  let done = 0;
  const looked = await inParallel(starting, places, async (place): Promise<Looked> => {
    try {
      const helper = await helpers.in(place.namespace);
      sockets.set(place.namespace, await helper.listeners());
      const ground = { topology: await options.topology, scene, host: await host };
      if (!asksFrom(place, only)) return nothing;
      return {
        ...(await askAbout(portsOf(ground.topology, only), place, helper, ground)),
        ...(only === undefined ? await askOut(place, helper, ground.host, options.outside) : noWayOut),
      };
    } catch (error) {
      if (place.namespace === "host" || !(await hasEnded(options.engine, place.namespace))) throw error;
      lost.push(...place.residents);
      return nothing;
    } finally {
      done += 1;
      options.onProgress?.(done, places.length);
    }
  });
  const ground = { topology: await options.topology, scene, host: await host };
  const late = await waitForLate(portsOf(ground.topology, only), scene, sockets, helpers);
  const extra = undeclaredPorts(ground.topology, scene, sockets).filter(one => isOf(one, only));
  const again = [...late, ...extra];
  const more = await inParallel(
    starting,
    again.length === 0 ? [] : places,
    async (place): Promise<Looked> => {
      if (!asksFrom(place, only) || place.residents.some(one => lost.includes(one))) return nothing;
      return { ...nothing, ...(await askAbout(again, place, await helpers.in(place.namespace), ground)) };
    },
  );
  const first = looked.map(one => without(late, one));
  const questions = [...first, ...more].flatMap(({ datagrams }) => datagrams);
  const heard = await askDatagrams(
    helpers,
    questions,
    scene.residents.filter(one => !lost.includes(one)),
  );
  const datagrams = questions.map((asked, index) => ({ asked, tried: heard[index] ?? [] }));
  return { sockets, lost, looked: [...first, ...more, { ...nothing, answered: datagrams }] };
}

const noWayOut: Pick<Looked, "out" | "outside"> = { out: [], outside: false };
const nothing: Looked = { answered: [], datagrams: [], ...noWayOut };

/** What was found, but for what is asked once more. */
function without(ports: readonly Asked[], looked: Looked): Looked {
  const isAgain = ({ to, port, protocol }: Question): boolean =>
    ports.some(one => one.to.id === to && one.port === port && one.protocol === protocol);
  return {
    ...looked,
    answered: looked.answered.filter(({ asked }) => !isAgain(asked)),
    datagrams: looked.datagrams.filter(question => !isAgain(question)),
  };
}

/** Whether a container has ended, or is gone: what was asked there is then no fault of the asking. */
async function hasEnded(engine: Engine, id: string): Promise<boolean> {
  return (await inspectContainer(engine, id))?.State.Running !== true;
}

/** The host's interfaces, and a port that is open there from now on. */
async function hostOf(helpers: Helpers): Promise<Host> {
  const helper = await helpers.in("host");
  const [{ links }, door] = await Promise.all([helper.network(), helper.door()]);
  return { links, door };
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
  const probes = judgeProbes({ topology, scene, sockets }, answered);
  if (only !== undefined) return { version: 1, name: topology.name, probes };
  const egress = judgeEgress(
    topology,
    looked.flatMap(({ out }) => out),
    looked.some(one => one.outside),
    outside,
  );
  const changes = [...changesIn(topology, scene, sockets, answered), ...lost.map(endedMeanwhile)];
  const down = downIn(topology, scene.residents);
  return {
    version: 1,
    name: topology.name,
    ...(down.length === 0 ? {} : { down }),
    probes,
    ...(egress.length === 0 ? {} : { egress }),
    ...(changes.length === 0 ? {} : { changes }),
  };
}

/** By who asked, the host last; of each in the order in which it was asked. */
function inOrder(answered: readonly Answered[], { residents, strangers }: Scene): Answered[] {
  const bySource = Map.groupBy(answered, ({ asked }) => asked.source);
  return [...residents, ...strangers, undefined].flatMap(source => bySource.get(source) ?? []);
}
