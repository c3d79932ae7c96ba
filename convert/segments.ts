import { isUnknown, type Network, type Topology, type Workload } from "../topology/index.ts";

/** A network of a project that is kept as it is: everybody on it reaches everybody. */
export interface KeptNetwork {
  readonly network: Network;
  /** Whether its members get out of the host over it. One that they do not had a second one beside it, or is internal. */
  readonly leadsOut: boolean;
  /** Why it is not as it was; undefined where it is. */
  readonly because?: string;
}

/**
 * The networks of a project as segments. A workload has one that leads out, since with two its way out would be one of
 * them by chance: where the file gives a service several, the others carry calls alone.
 */
export function segmentsOf({ networks, workloads }: Topology): KeptNetwork[] {
  const out = new Map<string, string>();
  return networks.flatMap((network): KeptNetwork[] => {
    const members = workloads.filter(one => isOn(one, network));
    if (members.length === 0 || network.driver !== "bridge" || network.external !== false) return [];
    if (network.internal === true) return [{ network, leadsOut: false }];
    const second = members.find(({ id }) => out.has(id));
    if (second !== undefined) {
      const because = `${second.id} already gets out over ${out.get(second.id)}, so ${network.id} carries calls alone`;
      return [{ network, leadsOut: false, because }];
    }
    for (const { id } of members) out.set(id, network.id);
    return [{ network, leadsOut: true }];
  });
}

/** Whether a service had a way out that none of its segments gives it. */
export function lacksWayOut(workload: Workload, topology: Topology, kept: readonly KeptNetwork[]): boolean {
  const had = topology.networks.some(network => network.internal !== true && isOn(workload, network));
  const onDefault = workload.attachments.some(({ network }) => network === "bridge");
  return (had || onDefault) && !kept.some(({ network, leadsOut }) => leadsOut && isOn(workload, network));
}

/** Networks that no segment stands for: others made them, or another driver. */
export function lostNetworks({ networks, workloads }: Topology, kept: readonly KeptNetwork[]): string[] {
  return networks
    .filter(network => workloads.some(one => isOn(one, network)))
    .filter(network => !kept.some(one => one.network.id === network.id))
    .map(({ id, driver, external }) => {
      const why =
        external === false || isUnknown(external) ? `of driver ${String(driver)}` : "made elsewhere";
      return `The network ${id} is ${why}: nobody is put on it.`;
    });
}

function isOn({ attachments }: Workload, { id }: Network): boolean {
  return attachments.some(({ network }) => network === id);
}
