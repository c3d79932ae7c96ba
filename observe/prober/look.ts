import type { Topology } from "../../topology/index.ts";
import type { NamespaceNetwork } from "../helper/answers.ts";
import type { Namespace, NamespaceHelper } from "../helper/namespaceHelper.ts";
import { ask, type Group, mostOpen, type Tried } from "./ask.ts";
import { hostAttempts, type Outside, outsideAttempts, type TriedOut } from "./egress.ts";
import type { Answered } from "./evidence.ts";
import { hostAddresses } from "./hostAddresses.ts";
import type { NamedTried } from "./named.ts";
import { type Asked, type Question, questionsFrom } from "./plan.ts";
import type { Resident, Scene } from "./scene.ts";
import { openSockets, type Sockets } from "./sockets.ts";

/** A namespace to ask from, and who is in it. */
export interface Place {
  readonly namespace: Namespace;
  /** None in the host's, unless containers use it. */
  readonly residents: readonly Resident[];
}

/** What was found from one place. */
export interface Looked {
  readonly answered: readonly Answered[];
  /** Questions about UDP, which take both ends. */
  readonly datagrams: readonly Question[];
  readonly out: readonly TriedOut[];
  /** Calls beyond the host by the names that are listed. */
  readonly named: readonly NamedTried[];
  /** Whether the place that stands for what is outside answers from here. */
  readonly outside: boolean;
}

/** The host, as it can be called from containers. */
export interface Host {
  readonly links: NamespaceNetwork["links"];
  /** A port that a helper opened there for as long as this takes. */
  readonly door: number;
}

/** The namespaces there are, the host's first: the others are asked about it. */
export function placesOf({ residents, strangers }: Scene): Place[] {
  const groups = Map.groupBy([...residents, ...strangers], ({ namespace }) => namespace);
  const others = [...groups].filter(([namespace]) => namespace !== "host");
  return [
    { namespace: "host", residents: groups.get("host") ?? [] },
    ...others.map(([namespace, group]) => ({ namespace, residents: group })),
  ];
}

/** Asks about ports from everybody in one place, in one go. */
export async function askAbout(
  ports: readonly Asked[],
  place: Place,
  helper: NamespaceHelper,
  ground: { readonly topology: Topology; readonly scene: Scene; readonly host: Host },
): Promise<Pick<Looked, "answered" | "datagrams">> {
  const { host } = ground;
  const questions = sourcesIn(place).flatMap(source =>
    questionsFrom(source, ports, { ...ground, hostAddresses: hostAddresses(host.links, source) }),
  );
  const [datagrams, calls] = [
    questions.filter(({ protocol }) => protocol === "udp"),
    questions.filter(({ protocol }) => protocol === "tcp"),
  ];
  const tried = await ask(
    helper,
    calls.map(({ attempts, declared }): Group => ({ attempts, expected: declared })),
  );
  return { answered: calls.map((asked, index) => shortened(asked, tried[index] ?? [])), datagrams };
}

/**
 * What was tried and did not get through, without how: of a hundred workloads there are ten thousand of these, and of a
 * call that nobody declared it matters only that it is closed.
 */
function shortened(asked: Question, tried: readonly Tried[]): Answered {
  const most = mostOpen(tried);
  if (asked.declared || most === "open") return { asked, tried };
  return { asked: { ...asked, attempts: [] }, tried: [{ found: most }] };
}

/** Tries the ways out from a place: to the host, and where one is named to a place beyond it. */
export async function askOut(
  place: Place,
  helper: NamespaceHelper,
  host: Host,
  outside: Outside | undefined,
): Promise<Pick<Looked, "out" | "outside">> {
  const beyond = outside === undefined ? [] : outsideAttempts(outside);
  const own = place.residents.filter(({ stranger, inHost }) => !stranger && !inHost);
  const groups: Group[] = own.map(resident => ({
    attempts: hostAttempts(hostAddresses(host.links, resident), host.door),
    expected: false,
  }));
  const asked = own.length === 0 && place.namespace !== "host" ? [] : [{ attempts: beyond, expected: true }];
  const results = await ask(helper, [...groups, ...asked]);
  const [past = []] = results.slice(groups.length);
  return {
    out: own.map((resident, index) => ({
      resident,
      host: results[index] ?? [],
      ...(outside === undefined ? {} : { outside: past }),
    })),
    outside: past.some(({ found }) => found === "open"),
  };
}

/** Ports that somebody listens on and nothing declares. */
export function undeclaredPorts({ workloads }: Topology, scene: Scene, sockets: Sockets): Asked[] {
  return workloads.flatMap(to => {
    const residents = scene.residents.filter(({ workload }) => workload === to.id);
    const open = residents.flatMap(resident => openSockets(resident, sockets));
    const unique = new Map(open.map(({ port, protocol }) => [`${protocol} ${port}`, { to, port, protocol }]));
    return [...unique.values()].filter(
      ({ port, protocol }) => !to.ports.some(one => one.port === port && one.protocol === protocol),
    );
  });
}

/** Everybody in a place; the host itself where it is its own. */
export function sourcesIn({ namespace, residents }: Place): (Resident | undefined)[] {
  return namespace === "host" ? [...residents, undefined] : [...residents];
}
