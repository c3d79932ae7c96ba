import {
  flowKey,
  hostId,
  isUnknown,
  type OpenPort,
  type Topology,
  type Workload,
} from "../../topology/index.ts";
import type { Instance } from "../live/instances.ts";
import { addressesOf, type Resident, type Scene } from "./scene.ts";

/** One connection to try. */
export interface Attempt {
  readonly host: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** What kind of way it is: the name peers use, an address of a container, a published port at the host. */
  readonly way: "name" | "address" | "published";
  /**
   * A port of the same host on which nobody listens. Where that is open too, it is not the host that answers: some
   * gateways accept connections to whatever address.
   */
  readonly decoy?: number;
  /**
   * Addresses of those that are meant by a name. Where it leads to none of them it is another's: of a replica of
   * whoever asks, or of a container that others made.
   */
  readonly bearers?: readonly string[];
}

/** The port of a service nobody has run for decades. */
const unusedPort = 1;

/** Everything to try from one place for one question. */
export interface Question {
  /** A workload's id, the name of a container that is not of the stack, or `host`. */
  readonly from: string;
  /** The container whose namespace it is asked from; undefined for the host's. */
  readonly source: Resident | undefined;
  /** Of a Swarm, the node whose host asks. @default that whose engine is asked */
  readonly node?: string | undefined;
  readonly to: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly declared: boolean;
  readonly attempts: readonly Attempt[];
}

/** A workload's port that is asked about. */
export interface Asked {
  readonly to: Workload;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** Where to ask from, and about whom. */
export interface Ground {
  readonly topology: Topology;
  readonly scene: Scene;
  /** The host's own addresses, at which published ports may answer. */
  readonly hostAddresses: readonly string[];
  /** Of a Swarm, the node that is asked from. @default that whose engine is asked */
  readonly node?: string | undefined;
}

/** The ports that workloads declare. */
export function declaredPorts({ workloads }: Topology): Asked[] {
  return workloads.flatMap(to => to.ports.flatMap(open => asked(to, open)));
}

function asked(to: Workload, { port, protocol }: OpenPort): Asked[] {
  return protocol === "sctp" ? [] : [{ to, port, protocol }];
}

/**
 * What to ask from one place about some ports. A declared call is tried by name, as the program makes it. An undeclared
 * one is tried by name, at every address of every replica, and at every published port: a missing name alone would not
 * keep anybody off.
 *
 * @param source undefined for the host.
 */
export function questionsFrom(
  source: Resident | undefined,
  ports: readonly Asked[],
  ground: Ground,
): Question[] {
  const { topology, scene } = ground;
  const from = source?.workload ?? hostId;
  const declared = new Set(topology.flows.map(flowKey));
  return ports.flatMap(({ to, port, protocol }): Question[] => {
    if (from === to.id) return [];
    const targets = scene.residents.filter(({ workload }) => workload === to.id);
    const known =
      source?.stranger !== true &&
      (declared.has(flowKey({ from, to: to.id, port, protocol })) ||
        declared.has(flowKey({ from, to: to.id, port: "any", protocol })));
    const call = { source, to, port, protocol, targets };
    const attempts = known ? declaredWays(call, ground) : allWays(call, ground);
    if (attempts === undefined) return [];
    const { node } = ground;
    const at = node === undefined ? {} : { node };
    return [{ from, source, ...at, to: to.id, port, protocol, declared: known, attempts }];
  });
}

interface Call {
  readonly source: Resident | undefined;
  readonly to: Workload;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly targets: readonly Resident[];
}

/**
 * As the program does it: by the peer's name; from the host, where it is published. Undefined from a node that has none of
 * its tasks, where its ports are at the nodes of those.
 */
function declaredWays(call: Call, ground: Ground): Attempt[] | undefined {
  const { source, to, port, protocol, targets } = call;
  if (source !== undefined) return [{ host: to.name, port, protocol, way: "name" }];
  const published = publishedFor(to.id, port, protocol, ground);
  if (published.length === 0)
    return targets.flatMap(target => addressWays(call, target, ground.hostAddresses));
  const here = published.filter(({ at }) => at === "everywhere" || at === ground.node);
  return here.length === 0 ? undefined : here.map(({ attempt }) => attempt);
}

/** A published port, and the node it is open at. */
interface Door {
  readonly at: string | "everywhere" | undefined;
  readonly attempt: Attempt;
}

/** Where a port is published: by the workload itself, or by who passes connections on to it. */
function publishedFor(
  to: string,
  port: number,
  protocol: Attempt["protocol"],
  ground: Ground,
  passed: readonly string[] = [],
): Door[] {
  const { topology, scene } = ground;
  const own = scene.residents
    .filter(({ workload }) => workload === to)
    .flatMap(({ published, node }) =>
      published
        .filter(one => one.port === port && one.protocol === protocol)
        .map(({ address, hostPort, everywhere }): Door => {
          const attempt = { host: loopbackFor(address), port: hostPort, protocol, way: "published" } as const;
          return { at: everywhere ? "everywhere" : node, attempt };
        }),
    );
  if (own.length > 0 || passed.includes(to)) return own;
  return topology.workloads.flatMap(({ id, forwards }) =>
    forwards
      .filter(forward => forward.to === to && forward.toPort === port)
      .flatMap(forward => publishedFor(id, forward.port, protocol, ground, [...passed, to])),
  );
}

function allWays(call: Call, { topology, hostAddresses }: Ground): Attempt[] {
  const { source, to, port, protocol, targets } = call;
  // A name that several bear may lead to another of them: who answers to it proves nothing of this one.
  const named = source !== undefined && isOnly(to, topology);
  const bearers = targets.flatMap(addressesOf);
  const byName: Attempt[] = named ? [{ host: to.name, port, protocol, way: "name", bearers }] : [];
  const published = targets.flatMap(target =>
    target.published
      .filter(one => one.port === port && one.protocol === protocol)
      .flatMap(({ hostPort }) =>
        hostAddresses.map(host => ({ host, port: hostPort, protocol, way: "published" as const })),
      ),
  );
  return [...byName, ...targets.flatMap(target => addressWays(call, target, hostAddresses)), ...published];
}

/** Whether a workload is the only one of its name: a relay bears the name of what is behind it. */
function isOnly(workload: Workload, { workloads }: Topology): boolean {
  return !workloads.some(({ id, name }) => id !== workload.id && name === workload.name);
}

/** At its own addresses, or at the host's where it has none of its own. */
function addressWays(
  { source, port, protocol }: Call,
  target: Resident,
  hostAddresses: readonly string[],
): Attempt[] {
  const loopback = source === undefined || source.inHost ? ["127.0.0.1"] : [];
  const hosts = target.inHost ? [...loopback, ...hostAddresses] : addressesOf(target);
  return hosts.map(host => ({ host, port, protocol, way: "address", decoy: unusedPort }));
}

function loopbackFor(address: string): string {
  if (address === "::") return "::1";
  return address === "0.0.0.0" ? "127.0.0.1" : address;
}

/**
 * Workloads of components of which no container runs, although one should: a job ends, and what others made is not
 * looked for.
 */
export function downIn({ workloads }: Topology, instances: readonly Instance[]): string[] {
  const running = new Set(instances.map(({ workload }) => workload));
  return workloads
    .filter(({ id, kind, replicas, labels }) => {
      const isWanted = kind !== "job" && (isUnknown(replicas) || replicas > 0);
      return isWanted && "bulkhead.app" in labels && !running.has(id);
    })
    .map(({ id }) => id);
}
