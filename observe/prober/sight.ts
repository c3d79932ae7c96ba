import type { Topology } from "../../topology/index.ts";
import type { ListeningSocket } from "../helper/answers.ts";
import type { Helpers } from "../helper/helpers.ts";
import { hostOn, isHost, type Namespace, type NamespaceHelper } from "../helper/namespaceHelper.ts";
import { askDatagrams } from "./datagrams.ts";
import type { Outside } from "./egress.ts";
import { inParallel } from "./inParallel.ts";
import { waitForLate } from "./late.ts";
import { LetGo } from "./leaving.ts";
import { askAbout, askOut, type Host, type Looked, type Place, placesOf, undeclaredPorts } from "./look.ts";
import { askNamed } from "./named.ts";
import { asksFrom, isOf, listensFor, type Pair, portsOf } from "./pair.ts";
import type { Asked, Question } from "./plan.ts";
import type { Resident, Scene } from "./scene.ts";
import type { Sockets } from "./sockets.ts";
import type { Within } from "./within.ts";

/** What to look at, and by whom. */
export interface Lookout {
  readonly helpers: Pick<Helpers, "in" | "leave">;
  readonly scene: Scene;
  /** What is declared; it may still be on its way while the helpers start. */
  readonly topology: Topology | Promise<Topology>;
  /** Tells which containers have ended since the scene was read, be it to start again. */
  readonly ended: () => Promise<ReadonlySet<string>>;
  readonly outside?: Outside | undefined;
  readonly only?: Pair | undefined;
  /** Hears from how many of the places everything has been tried. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** What was seen. */
export interface Sight {
  readonly sockets: Sockets;
  readonly looked: readonly Looked[];
  /** Those that ended meanwhile: nothing that was tried from them counts, nor that they did not answer. */
  readonly lost: readonly Resident[];
}

/** Places that are asked from at a time; most of it is waiting. */
const asking = 8;

/** Milliseconds after which the engine knows of a container's end. */
const lateNews = 2000;

const noWayOut: Pick<Looked, "out" | "outside" | "named"> = { out: [], outside: false, named: [] };
const nothing: Looked = { answered: [], datagrams: [], ...noWayOut };

/** Asks from every place about everything. */
export async function look(lookout: Lookout): Promise<Sight> {
  const { helpers, scene, only, outside } = lookout;
  const places = placesOf(scene).filter(place => asksFrom(place, only) || listensFor(place, only));
  const sockets = new Map<Namespace, readonly ListeningSocket[]>();
  const within: Within = async (namespace, work) => {
    try {
      return await work(await helpers.in(namespace));
    } catch (error) {
      if (isHost(namespace) || !(await hasEnded(namespace, lookout.ended))) throw error;
      return undefined;
    }
  };
  const hosts = hostsOf(helpers, scene);
  // Whoever asks from the host's place waits for the same, and is told.
  hosts.catch(() => undefined);
  const letGo = new LetGo({ helpers, places, scene, only });
  let done = 0;
  const seen = await inParallel(asking, places, async place => {
    const found = await within(place.namespace, async (helper): Promise<Looked> => {
      sockets.set(place.namespace, await helper.listeners());
      const ground = { topology: await lookout.topology, scene, hosts: await hosts };
      letGo.read(place.namespace, ground.topology, sockets);
      if (!asksFrom(place, only)) return nothing;
      return {
        ...(await askAbout(portsOf(ground.topology, only), place, helper, ground)),
        ...(only === undefined ? await askBeyond(place, helper, ground, outside) : noWayOut),
      };
    });
    letGo.done(place.namespace, await lookout.topology, sockets);
    done += 1;
    lookout.onProgress?.(done, places.length);
    return found ?? nothing;
  });
  const ground = { topology: await lookout.topology, scene, hosts: await hosts };
  const late = await waitForLate(portsOf(ground.topology, only), scene, sockets, within);
  const extra = undeclaredPorts(ground.topology, scene, sockets).filter(one => isOf(one, only));
  const again = [...late, ...extra];
  const askers = again.length === 0 ? [] : places.filter(place => asksFrom(place, only));
  const more = await inParallel(asking, askers, async (place): Promise<Looked> => {
    const found = await within(place.namespace, helper => askAbout(again, place, helper, ground));
    return { ...nothing, ...found };
  });
  const first = seen.map(one => without(late, one));
  const questions = [...first, ...more].flatMap(({ datagrams }) => datagrams);
  const heard = await askDatagrams(within, questions, scene.residents);
  const answered = questions.map((asked, index) => ({ asked, tried: heard[index] ?? [] }));
  return but(await lookout.ended(), scene, sockets, [...first, ...more, { ...nothing, answered }]);
}

/** Whether a container has ended. Who enters its namespace may find that out before the engine does. */
async function hasEnded(id: string, ended: Lookout["ended"]): Promise<boolean> {
  const deadline = Date.now() + lateNews;
  while (!(await ended()).has(id)) {
    if (Date.now() >= deadline) return false;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  return true;
}

/** Tries the ways beyond: to the host, outside, and to the names that are listed. */
async function askBeyond(
  place: Place,
  helper: NamespaceHelper,
  { hosts, topology }: { readonly hosts: readonly Host[]; readonly topology: Topology },
  outside: Outside | undefined,
): Promise<Pick<Looked, "out" | "outside" | "named">> {
  const [out, named] = await Promise.all([
    askOut(place, helper, hosts, outside),
    askNamed(place.residents, helper, topology),
  ]);
  return { ...out, named };
}

/** What was seen, but for what hangs on containers that have ended. */
function but(
  ended: ReadonlySet<string>,
  { residents, strangers }: Scene,
  sockets: ReadonlyMap<Namespace, readonly ListeningSocket[]>,
  looked: readonly Looked[],
): Sight {
  const isLost = ({ id, namespace }: Resident): boolean => ended.has(id) || ended.has(namespace);
  const lost = [...residents, ...strangers].filter(isLost);
  return {
    lost,
    sockets: new Map([...sockets].filter(([namespace]) => !ended.has(namespace))),
    looked: looked.map(one => ({
      ...one,
      answered: one.answered.filter(({ asked: { source } }) => source === undefined || !isLost(source)),
      out: one.out.filter(({ resident }) => !isLost(resident)),
      named: one.named.filter(({ from }) => !lost.some(({ workload }) => workload === from)),
    })),
  };
}

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

/** The interfaces of each host, and a port that is open there from now on. */
async function hostsOf(helpers: Lookout["helpers"], { nodes = [] }: Scene): Promise<Host[]> {
  return await Promise.all(
    [undefined, ...nodes].map(async node => {
      const helper = await helpers.in(hostOn(node));
      const [{ links }, door] = await Promise.all([helper.network(), helper.door()]);
      return { links, door };
    }),
  );
}
