import { hostId, outsideId } from "../model/topology.ts";
import type { Cause } from "./edge.ts";
import type { Member } from "./member.ts";
import { endsKey, type View } from "./view.ts";

/** Whether an end's way to the host comes with what was declared of it, by all its causes. */
export function isHostOpen(view: View, from: string, to: string, causes: readonly Cause[]): boolean {
  const member = to === hostId ? view.byId.get(from) : undefined;
  if (member === undefined || !needsHost(view, member)) return false;
  return causes.every(cause => isByOuterNetwork(member, cause));
}

/** Whether a workload publishes, or is to go out: of others nothing asks for an address of the host. */
function needsHost({ declared }: View, { workload }: Member): boolean {
  return workload.published.length > 0 || declared.has(endsKey(workload.id, outsideId));
}

/**
 * Whether it is by a network over which ports come in, or which is a way out: a bridge, or an overlay by its node's
 * bridge. From an internal one the host can be taken off.
 */
function isByOuterNetwork({ networks }: Member, { mechanism, name }: Cause): boolean {
  const network = networks.find(({ id }) => id === name);
  const leads = network?.driver === "bridge" || network?.driver === "overlay";
  return mechanism === "host neighbour" && leads && network.internal === false;
}
