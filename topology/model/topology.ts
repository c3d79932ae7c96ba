import type { EngineFacts } from "./engine.ts";
import type { Maybe } from "./known.ts";
import type { Labelled, Source } from "./labels.ts";
import type { Network } from "./network.ts";
import type { SwarmNode } from "./swarm.ts";
import type { Protocol, Workload } from "./workload.ts";

/** The host of an engine, as an end of flows and edges. */
export const hostId = "host";
/** Everything beyond the host. */
export const outsideId = "outside";

/** Workloads that nobody describes, on networks that are not only ours. */
export const othersId = "others";

/** A volume that workloads share or keep data in. */
export interface Volume extends Labelled {
  readonly id: string;
  readonly driver: string;
  readonly external: boolean;
  /** The folder of the host that it is, where the local driver was told to bind one. */
  readonly hostPath?: Maybe<string>;
  /** Mounted read-only, whatever those say who mount it. */
  readonly readOnly?: boolean;
}

/** What a connection is made of: packets; or files that one leaves for another on what both have mounted. */
export type Carrier = Protocol | "files";

/** A connection somebody declared: `from` may call `to` on `port`. */
export interface Flow {
  /** A workload's id, `host`, `outside` or `others`. */
  readonly from: string;
  /** A workload's id, `host`, `outside` or `others`. */
  readonly to: string;
  /** `any`: all of them, as a way out has it, and files. */
  readonly port: number | "any";
  readonly protocol: Carrier;
  /** How it is carried: a shared network, a relay, a socket on a shared volume, files on one. */
  readonly via: "network" | "relay" | "socket" | "files";
  /** What says in it whom it is for, where a relay goes by that. @default nothing does */
  readonly speaks?: "tls" | "http";
  readonly reason?: string;
}

/**
 * Who there is and who may reach whom: the one model that components declare, policies judge, the observer reads back
 * and renderers draw. Plain JSON; ids are unique within each list.
 */
export interface Topology {
  readonly version: 1;
  /** A stack, a file or an engine. */
  readonly name: string;
  readonly workloads: readonly Workload[];
  readonly networks: readonly Network[];
  readonly volumes: readonly Volume[];
  readonly flows: readonly Flow[];
  /** Where variables are set that its files name, as far as a file sets them. */
  readonly variables?: Readonly<Record<string, Source>>;
  /** The machines it runs on, where that is a Swarm that was asked. */
  readonly nodes?: readonly SwarmNode[];
  /** The engine it is about, as far as that is told. Of what hangs on the rest it is not known who reaches whom. */
  readonly engine?: EngineFacts;
  /**
   * Where it was read from the state of a stack whose last update has not come to its end: what shows that, a clause
   * each. Not all that is declared is known then, and what is in excess cannot be told.
   */
  readonly unfinished?: readonly string[];
}

/** A topology of nothing. */
export function emptyTopology(name: string): Topology {
  return { version: 1, name, workloads: [], networks: [], volumes: [], flows: [] };
}

/** What one component adds to its stack's topology. */
export type Fragment = Partial<Pick<Topology, "workloads" | "networks" | "volumes" | "flows">>;

/** Puts fragments together; what two of them say about the same id must come from the same place, so the last holds. */
export function mergeFragments(name: string, fragments: readonly Fragment[]): Topology {
  return {
    ...emptyTopology(name),
    workloads: byId(putTogether(fragments.flatMap(fragment => fragment.workloads ?? []))),
    networks: byId(fragments.flatMap(fragment => fragment.networks ?? [])),
    volumes: byId(fragments.flatMap(fragment => fragment.volumes ?? [])),
    flows: distinctFlows(fragments.flatMap(fragment => fragment.flows ?? [])),
  };
}

/** What several know of one workload of another stack is put together: each knows what it shares with it. */
function putTogether(workloads: readonly Workload[]): Workload[] {
  const known = new Map<string, Workload>();
  return workloads.map(workload => {
    const before = known.get(workload.id);
    if (workload.elsewhere === undefined) return workload;
    const attachments = [...(before?.attachments ?? []), ...workload.attachments];
    const networks = new Map(attachments.map(attachment => [attachment.network, attachment]));
    const whole = { ...workload, attachments: [...networks.values()] };
    known.set(workload.id, whole);
    return whole;
  });
}

function byId<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map(item => [item.id, item])).values()].sort(order);
}

function order(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}

/** Orders flows, and drops those that say the same twice. */
function distinctFlows(flows: readonly Flow[]): Flow[] {
  const keyed = flows.map(flow => [flowKey(flow), flow] as const);
  return [...new Map(keyed)].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, flow]) => flow);
}

/** What makes two flows the same. */
export function flowKey(flow: Pick<Flow, "from" | "to" | "port" | "protocol">): string {
  return `${flow.from} ${flow.to} ${flow.port}/${flow.protocol}`;
}
