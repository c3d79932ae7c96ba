import { flowKey, hostId, isUnknown, type Topology, type Workload } from "../../topology/index.ts";
import type { Instance } from "../live/instances.ts";

/** One connection to try. */
export interface Attempt {
  readonly host: string;
  readonly port: number;
  /** What kind of way it is: the name peers use, an address of a container, a published port at the host. */
  readonly way: "name" | "address" | "published";
  /**
   * A port of the same host on which nobody listens. Where that is open too, it is not the host that answers: some
   * gateways accept connections to whatever address.
   */
  readonly decoy?: number;
}

/** The port of a service nobody has run for decades. */
const unusedPort = 1;

/** Everything to try from one place for one question. */
export interface Question {
  /** A workload's id, or `host`. */
  readonly from: string;
  /** The container whose namespace it is asked from; undefined for the host's. */
  readonly source: Instance | undefined;
  readonly to: string;
  readonly port: number;
  readonly protocol: string;
  readonly declared: boolean;
  readonly attempts: readonly Attempt[];
}

/** A question from a target to itself: whether its port is open at all. */
export interface Control {
  readonly source: Instance;
  readonly port: number;
  readonly protocol: string;
  readonly attempts: readonly Attempt[];
}

/** What there is to ask. */
export interface Plan {
  readonly questions: readonly Question[];
  readonly controls: readonly Control[];
}

/**
 * Plans the probes of a topology: from every running container, and from the host, to every port of every other
 * workload. A declared call is tried by name, as the program makes it. An undeclared one is tried by name, at every
 * address of every replica, and at every published port: a missing name alone would not keep anybody off.
 *
 * @param hostAddresses the host's own addresses, at which published ports may answer.
 */
export function planProbes(
  topology: Topology,
  instances: readonly Instance[],
  hostAddresses: readonly string[],
): Plan {
  const declared = new Set(topology.flows.map(flowKey));
  const isDeclared = (
    from: string,
    to: string,
    port: number,
    protocol: Workload["ports"][number]["protocol"],
  ) =>
    declared.has(flowKey({ from, to, port, protocol })) ||
    declared.has(flowKey({ from, to, port: "any", protocol }));
  const sources: (Instance | undefined)[] = [...instances, undefined];
  const questions = topology.workloads.flatMap(to =>
    to.ports
      .filter(({ protocol }) => protocol === "tcp")
      .flatMap(({ port, protocol }) =>
        sources.flatMap((source): Question[] => {
          const from = source?.workload ?? hostId;
          if (from === to.id) return [];
          const targets = instances.filter(({ workload }) => workload === to.id);
          const known = isDeclared(from, to.id, port, protocol);
          const attempts = known
            ? declaredWays(source, to, port, targets, hostAddresses)
            : allWays(source, to, port, targets, hostAddresses, isOnly(to, topology));
          return [{ from, source, to: to.id, port, protocol, declared: known, attempts }];
        }),
      ),
  );
  const controls = instances.flatMap(instance => controlsOf(instance, topology, hostAddresses));
  return { questions, controls };
}

/** Whether a workload is the only one of its name: a relay bears the name of what is behind it. */
function isOnly(workload: Workload, { workloads }: Topology): boolean {
  return !workloads.some(({ id, name }) => id !== workload.id && name === workload.name);
}

/** As the program does it: by the peer's name; from the host, where it is published. */
function declaredWays(
  source: Instance | undefined,
  to: Workload,
  port: number,
  targets: readonly Instance[],
  hostAddresses: readonly string[],
): Attempt[] {
  if (source !== undefined) return [{ host: to.name, port, way: "name" }];
  const published = targets.flatMap(target =>
    target.published
      .filter(one => one.port === port)
      .map(({ address, hostPort }) => ({
        host: loopbackFor(address),
        port: hostPort,
        way: "published" as const,
      })),
  );
  if (published.length > 0) return published;
  return targets.flatMap(target => addressWays(source, target, port, hostAddresses));
}

function allWays(
  source: Instance | undefined,
  to: Workload,
  port: number,
  targets: readonly Instance[],
  hostAddresses: readonly string[],
  named: boolean,
): Attempt[] {
  // A name that several bear may lead to another of them: who answers to it proves nothing of this one.
  const byName: Attempt[] = source !== undefined && named ? [{ host: to.name, port, way: "name" }] : [];
  const published = targets.flatMap(target =>
    target.published
      .filter(one => one.port === port)
      .flatMap(({ hostPort }) =>
        hostAddresses.map(host => ({ host, port: hostPort, way: "published" as const })),
      ),
  );
  const byAddress = targets.flatMap(target => addressWays(source, target, port, hostAddresses));
  return [...byName, ...byAddress, ...published];
}

/** At its own addresses, or at the host's where it has none of its own. */
function addressWays(
  source: Instance | undefined,
  target: Instance,
  port: number,
  hostAddresses: readonly string[],
): Attempt[] {
  const loopback = source === undefined || source.inHost ? ["127.0.0.1"] : [];
  const hosts = target.inHost ? [...loopback, ...hostAddresses] : Object.values(target.addresses);
  return hosts.map(host => ({ host, port, way: "address", decoy: unusedPort }));
}

function controlsOf(source: Instance, topology: Topology, hostAddresses: readonly string[]): Control[] {
  const workload = topology.workloads.find(({ id }) => id === source.workload);
  const ports = workload?.ports.filter(({ protocol }) => protocol === "tcp") ?? [];
  return ports.map(({ port, protocol }) => ({
    source,
    port,
    protocol,
    attempts: addressWays(source, source, port, hostAddresses),
  }));
}

function loopbackFor(address: string): string {
  return address === "0.0.0.0" || address === "::" ? "127.0.0.1" : address;
}

/**
 * Workloads of components of which no container runs, although one should: a job ends, and what others made is not
 * looked for.
 */
export function downIn({ workloads }: Topology, instances: readonly Instance[]): string[] {
  const running = new Set(instances.map(({ workload }) => workload));
  return workloads
    .filter(({ id, kind, replicas, labels }) => {
      const isWanted = kind === "container" && (isUnknown(replicas) || replicas > 0);
      return isWanted && "bulkhead.app" in labels && !running.has(id);
    })
    .map(({ id }) => id);
}
