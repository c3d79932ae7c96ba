import type { Member } from "../member.ts";
import { isSame, listensOn, type Port } from "../ports.ts";
import { perhaps, type Truth } from "../truth.ts";
import type { View } from "../view.ts";
import { causeOf, targets, type Way, way } from "../way.ts";
import { groupOf } from "./neighbours.ts";

/**
 * On the default bridge a legacy link lets the client through to what the server exposes, also where members are kept
 * apart. What one workload is linked to, all those in its namespace can call; a link to one who joined another leads
 * to that other. (Who joins another can have no links of its own.)
 */
export function legacyLinks(view: View): Way[] {
  return view.networks
    .filter(network => network.defaultBridge)
    .flatMap(network => {
      const members = view.onNetwork.get(network.id) ?? [];
      const together = Map.groupBy(members, ({ namespace }) => namespace);
      return members.filter(isOwner).flatMap(client =>
        linksOf(client).flatMap(({ to, detail }) => {
          const cause = causeOf("legacy link", network.id, `${detail} on network ${network.id}`, remedy);
          const callers = groupOf(together.get(client.namespace) ?? []);
          const target = to === undefined ? undefined : view.byId.get(to);
          const servers =
            to === undefined || target?.unknown !== undefined
              ? members
              : (together.get(target?.namespace ?? "") ?? []);
          const open = (truth: Truth) =>
            targets(
              servers.map(server => [
                server.workload.id,
                server.ports.filter(
                  port =>
                    listensOn(server.workload, port, network.id) &&
                    exposedBy(view, to === undefined ? undefined : target, server, port) === truth,
                ),
              ]),
            );
          return [
            ...way(callers, open(true), to === undefined ? undefined : true, cause),
            ...way(callers, open(undefined), undefined, cause),
          ];
        }),
      );
    });
}

const remedy = "put both on a network of their own and call by name";

/** Its links; one to nobody in particular where there may be more. */
function linksOf({ workload }: Member): { to: string | undefined; detail: string }[] {
  const { id, links, unknowns } = workload;
  const known = links.map(({ to }) => ({ to, detail: `${id} is linked to ${to}` }));
  return unknowns?.links === undefined ? known : [...known, { to: undefined, detail: unknowns.links }];
}

function isOwner({ workload, namespace }: Member): boolean {
  return workload.id === namespace;
}

/** Whether a link to the target opens a port of a member: perhaps, where nobody knows whose interfaces the target uses. */
function exposedBy(view: View, target: Member | undefined, to: Member, port: Port): Truth {
  const owner = view.byId.get(to.namespace);
  if (owner === undefined) return false;
  if (target === undefined || target.unknown !== undefined) return perhaps(isExposed(owner, port));
  return target.namespace === to.namespace ? isExposed(owner, port) : false;
}

/** Links open what the server lists; where it lists nothing, or the port is not known, perhaps this one. */
function isExposed({ workload }: Member, port: Port): Truth {
  const exposed = [...workload.ports, ...workload.published];
  if (exposed.length === 0 || port.port === "any" || workload.unknowns?.ports !== undefined) return undefined;
  if (exposed.some(one => isSame(one, port))) return true;
  return workload.unknowns?.published === undefined ? false : undefined;
}
