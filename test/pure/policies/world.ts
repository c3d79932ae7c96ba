import {
  emptyTopology,
  type Network,
  type Privileges,
  plainNetwork,
  plainWorkload,
  type Topology,
  type Unknown,
  type Volume,
  type Workload,
} from "../../../topology/index.ts";

/** What a preview says of a value that is yet to come. */
export const notYet: Unknown = { unknown: "it is not known yet" };
/** The same for a field that is a plain list. */
export const why = "it is not known yet";

/** Parts of a topology; a workload and its parts in a few words. */
export type Parts = Partial<Omit<Topology, "version">>;

export function topology(parts: Parts): Topology {
  return { ...emptyTopology("test"), ...parts };
}

export function workload(id: string, changes: Partial<Workload> = {}): Workload {
  return { ...plainWorkload(id), image: "docker.io/acme/app:1.0", ...changes };
}

export function network(id: string, changes: Partial<Network> = {}): Network {
  return { ...plainNetwork(id), subnets: [], ...changes };
}

export function volume(id: string, changes: Partial<Volume> = {}): Volume {
  return { id, driver: "local", external: false, labels: {}, ...changes };
}

/** A topology of one workload, called web. */
export function web(changes: Partial<Workload> = {}, parts: Parts = {}): Topology {
  return topology({ ...parts, workloads: [workload("web", changes), ...(parts.workloads ?? [])] });
}

/** The same with some privileges. */
export function webMay(changes: Partial<Privileges>, unknowns?: Workload["unknowns"]): Topology {
  const plain = workload("web");
  return web({
    privileges: { ...plain.privileges, ...changes },
    ...(unknowns === undefined ? {} : { unknowns }),
  });
}

/** The same with some care. */
export function webCares(changes: Partial<Workload["care"]>, unknowns?: Workload["unknowns"]): Topology {
  const plain = workload("web");
  return web({ care: { ...plain.care, ...changes }, ...(unknowns === undefined ? {} : { unknowns }) });
}

/** Attached to networks, by their ids. */
export function on(...networks: readonly string[]): Pick<Workload, "attachments"> {
  return { attachments: networks.map(id => ({ network: id, aliases: [] })) };
}
