import type { Carrier } from "../model/topology.ts";
import type { OpenPort, PublishedPort, Workload } from "../model/workload.ts";
import { perhaps, type Truth, truth } from "./truth.ts";

/** One port to ask about; `any` where a workload's ports are not known. */
export interface Port {
  readonly port: number | "any";
  readonly protocol: Carrier;
}

/** A port published for a namespace: all workloads in it share its addresses. */
export interface Publication extends Port {
  /** The workload that was told to publish it. */
  readonly by: string;
  readonly address: PublishedPort["address"];
  /** Nobody said an address. */
  readonly anyAddress?: boolean;
  readonly hostPort: PublishedPort["hostPort"];
  /** Comes in by the network {@link ingress} alone. */
  readonly byIngress: boolean;
  /** Where its port of the host is: on a Swarm there is more than one. */
  readonly at: "the host" | "every node" | "the nodes it runs on";
  /** Whether it is published at all. */
  readonly certain: Truth;
  /** Where it stands for any port: those that are published otherwise. */
  readonly besides: readonly Port[];
}

/**
 * The ports to ask about: those listed, published or declared. Where none is, and nothing says which there are, all
 * of them stand together as `any`, beside those that the owner of its interfaces has published.
 */
export function portsOf(workload: Workload, flows: readonly Port[], owner: Workload | undefined): Port[] {
  const named = [...workload.ports, ...workload.published, ...flows.filter(({ port }) => port !== "any")];
  // What else it answers on is for the stack to say that it belongs to.
  if (workload.elsewhere !== undefined) return distinct(named);
  // A list that may hold more leaves every other port open.
  const { ports: more, published: morePublished } = workload.unknowns ?? {};
  const listed = named.length > 0 && more === undefined && morePublished === undefined;
  const own = listed ? named : [...named, anyPort];
  const rest = flows.filter(flow => flow.port === "any" && !own.some(one => one.protocol === flow.protocol));
  const shared = named.length > 0 ? [] : (owner?.published ?? []);
  return distinct([...own, ...rest, ...shared]);
}

export const anyPort: Port = { port: "any", protocol: "tcp" };
/** Stands for what is exchanged without a network. */
export const files: Port = { port: "any", protocol: "files" };

/** What a workload has published, each port it lists among it where all are to be; which, nobody knows where it lists none. */
export function publicationsOf(workload: Workload): Publication[] {
  const { id: by, ports, published, publishAll } = workload;
  const named = published.map(
    (one): Publication => ({
      ...one,
      by,
      byIngress: entersByIngress(workload, one),
      at: hostOf(workload, one),
      certain: true,
      besides: [],
    }),
  );
  if (workload.unknowns?.published !== undefined) {
    const whichever = {
      by,
      ...anywhere,
      hostPort: 0,
      byIngress: false,
      at: "the host",
      besides: [],
    } as const;
    return [...named, { ...anyPort, ...whichever, certain: undefined }];
  }
  if (publishAll === false) return named;
  const all = truth(publishAll);
  const free = {
    by,
    ...anywhere,
    hostPort: 0,
    byIngress: false,
    at: "the host",
    besides: published,
  } as const;
  if (ports.length === 0) return [...named, { ...anyPort, ...free, certain: perhaps(all) }];
  const unnamed = distinct(ports).filter(port => !published.some(other => isSame(port, other)));
  return [...named, ...unnamed.map((port): Publication => ({ ...port, ...free, certain: all }))];
}

function hostOf(workload: Workload, published: PublishedPort): Publication["at"] {
  if (workload.kind !== "service") return "the host";
  return entersByIngress(workload, published) ? "every node" : "the nodes it runs on";
}

/** Where a port is published of which nobody says an address. */
const anywhere = { address: "0.0.0.0", anyAddress: true } as const;

/**
 * The bridge by which a node leads to and from members of its overlays. It is no network of a topology, and a port may be
 * bound to it.
 */
export const nodeBridge = "docker_gwbridge";

/** The network over which Swarm brings published ports in, on every node: for services, unless told otherwise. */
export const ingress = "ingress";

export function entersByIngress({ kind }: Workload, { mode }: PublishedPort): boolean {
  return (mode ?? (kind === "service" ? "ingress" : "host")) === "ingress";
}

/** The ports of a workload that a publication opens. */
export function opened(publication: Publication, ports: readonly Port[]): readonly Port[] {
  return publication.port === "any"
    ? ports.filter(port => !publication.besides.some(other => isSame(port, other)))
    : ports.filter(port => isSame(port, publication));
}

/**
 * Whether the workload takes connections for a port on a network, or on all its addresses where none is given;
 * a port nobody has listed may be open everywhere.
 */
export function listensOn(workload: Workload, port: Port, network: string | undefined): boolean {
  let isListed = false;
  // With many ports this is asked for each of them: it makes no lists, and ends with the first that answers.
  for (const open of workload.ports) {
    if (!isSame(open, port)) continue;
    const { on } = open;
    if (on === undefined || (network !== undefined && on.includes(network))) return true;
    isListed = true;
  }
  return !isListed;
}

/** The networks a port is bound to, for explanations; undefined: all. */
export function boundTo(workload: Workload, port: Port): readonly string[] | undefined {
  const listed = workload.ports.filter((open: OpenPort) => isSame(open, port));
  if (listed.length === 0 || listed.some(({ on }) => on === undefined)) return undefined;
  return [...new Set(listed.flatMap(({ on }) => on ?? []))].sort();
}

export function isSame(left: Port, right: Port): boolean {
  return left.port === right.port && left.protocol === right.protocol;
}

function distinct(ports: readonly Port[]): Port[] {
  return [
    ...new Map(
      ports.map(({ port, protocol }) => [`${port}/${protocol}`, { port, protocol }] as const),
    ).values(),
  ];
}

export function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || /^127\./.test(address);
}
