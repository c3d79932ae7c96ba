import type { Topology } from "../../topology/index.ts";
import type { NamespaceNetwork } from "../helper/answers.ts";
import { hostOn, isHost, type Namespace, type NamespaceHelper } from "../helper/namespaceHelper.ts";
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
  /** The node of a Swarm that it is on. @default that whose engine is asked */
  readonly node?: string | undefined;
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

/** The host, as it can be called from containers; on a Swarm each of its nodes is one. */
export interface Host {
  readonly links: NamespaceNetwork["links"];
  /** A port that a helper opened there for as long as this takes. */
  readonly door: number;
}

/** The namespaces there are, the hosts' first: the others are asked about them. */
export function placesOf({ residents, strangers, nodes = [] }: Scene): Place[] {
  const seen = [...residents, ...strangers].filter(({ unseen }) => !unseen);
  const groups = Map.groupBy(seen, ({ namespace }) => namespace);
  const others = [...groups].filter(([namespace]) => !isHost(namespace));
  const hosts = [undefined, ...nodes].map((node): Place => {
    const namespace = hostOn(node);
    return { namespace, node, residents: groups.get(namespace) ?? [] };
  });
  return [
    ...hosts,
    ...others.map(([namespace, group]) => ({ namespace, node: group[0]?.node, residents: group })),
  ];
}

/** Asks about ports from everybody in one place, in one go. */
export async function askAbout(
  ports: readonly Asked[],
  place: Place,
  helper: NamespaceHelper,
  ground: { readonly topology: Topology; readonly scene: Scene; readonly hosts: readonly Host[] },
): Promise<Pick<Looked, "answered" | "datagrams">> {
  const { hosts } = ground;
  const { node } = place;
  const questions = sourcesIn(place).flatMap(source => {
    const found = hosts.flatMap(({ links }) => hostAddresses(links, source));
    return questionsFrom(source, ports, { ...ground, node, hostAddresses: [...new Set(found)] });
  });
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
  hosts: readonly Host[],
  outside: Outside | undefined,
): Promise<Pick<Looked, "out" | "outside">> {
  const beyond = outside === undefined ? [] : outsideAttempts(outside);
  const own = place.residents.filter(
    ({ stranger, elsewhere, inHost }) => !stranger && elsewhere !== true && !inHost,
  );
  const groups: Group[] = own.map(resident => ({
    attempts: hosts.flatMap(({ links, door }) => hostAttempts(hostAddresses(links, resident), door)),
    expected: false,
  }));
  const asked = own.length === 0 && !isHost(place.namespace) ? [] : [{ attempts: beyond, expected: true }];
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
    if (to.elsewhere !== undefined) return [];
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
  return isHost(namespace) ? [...residents, undefined] : [...residents];
}
