import type { Member } from "../member.ts";
import { hasFamily } from "../network.ts";
import { oddsOf } from "../setting.ts";
import { both, perhaps, truth } from "../truth.ts";
import type { View } from "../view.ts";
import { causeOf, type Way, way, wayBy } from "../way.ts";
import { RouteRights } from "./routeRights.ts";

/**
 * A workload on several networks may pass packets on from one to another. That takes a client that sets its routes
 * (NET_ADMIN), a kernel that forwards (net.ipv4.ip_forward, which containers have from the host), and answers that find
 * back: by a workload in between that translates, or a server that sets its routes, which takes NET_ADMIN again. Between
 * two internal networks the engine drops it. Nobody sees in a topology whether any of them does so: it is never certain.
 */
export function routing(view: View): Way[] {
  const rights = new RouteRights(view);
  if (!rights.anybody) return [];
  const pivots = view.members.filter(
    ({ workload, namespace }) => workload.id === namespace && mayBeAlone(workload) && forwards(workload),
  );
  return pivots.flatMap(pivot =>
    pivot.unknown === undefined && pivot.unplaced !== undefined
      ? anywhere(view, rights, pivot)
      : routedBy(view, rights, pivot),
  );
}

function routedBy({ rules }: View, rights: RouteRights, { ownNetworks, namespace }: Member): Way[] {
  const open = ownNetworks.filter(network => truth(network.memberTraffic) !== false);
  return open.flatMap(near =>
    open
      .filter(far => far !== near && both(truth(near.internal), truth(far.internal)) !== true)
      .flatMap(far => {
        const networks = `network ${near.id} and network ${far.id}`;
        const detail = `${namespace} is on ${networks} and forwards packets: it may route between them`;
        const cause = causeOf("routing", namespace, detail, remedyFor(namespace));
        const odds = oddsOf(rules.settings, (_, family) =>
          perhaps(both(hasFamily(near, family), hasFamily(far, family))),
        );
        return rights
          .between(near, far, namespace)
          .flatMap(([clients, servers]) => wayBy(clients, servers, odds, cause));
      }),
  );
}

/** Of whom nobody knows where he is, nobody knows between what he routes. */
function anywhere(view: View, rights: RouteRights, { namespace, unplaced }: Member): Way[] {
  const detail = `${namespace} forwards packets, and nobody knows between which networks: ${unplaced}`;
  const cause = causeOf("routing", namespace, detail, remedyFor(namespace));
  return way(rights.clients, view.crowd.everyonesPorts, undefined, cause);
}

function remedyFor(pivot: string): string {
  return `set net.ipv4.ip_forward=0 on ${pivot}`;
}

/** Whether it has interfaces of its own, as far as is known. */
function mayBeAlone({ namespace }: Member["workload"]): boolean {
  return namespace.kind === "own" || namespace.kind === "unknown";
}

function forwards({ privileges, unknowns }: Member["workload"]): boolean {
  return unknowns?.sysctls !== undefined || privileges.sysctls["net.ipv4.ip_forward"] !== "0";
}
