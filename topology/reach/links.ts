import { causeOf, type Opening, open } from "./opening.ts";
import { isSame, listensOn, type Port } from "./ports.ts";
import { perhaps, type Truth } from "./truth.ts";
import type { Member, View } from "./view.ts";

/**
 * On the default bridge a legacy link lets the client through to what the server exposes, also where members are kept
 * apart. What one workload is linked to, all those in its namespace can call; a link to one who joined another leads
 * to that other. (Who joins another can have no links of its own.)
 */
export function linkedPorts(view: View): Opening[] {
  return view.networks
    .filter(network => network.defaultBridge)
    .flatMap(network => {
      const members = view.onNetwork.get(network.id) ?? [];
      return members.filter(isOwner).flatMap(client =>
        client.workload.links.flatMap(link => {
          const target = view.byId.get(link.to);
          const detail = `${client.workload.id} is linked to ${link.to} on network ${network.id}`;
          const cause = causeOf("shared network", network.id, detail);
          const callers = members.filter(({ namespace }) => namespace === client.namespace);
          return members
            .filter(({ namespace }) => namespace !== client.namespace)
            .flatMap(to =>
              to.ports.flatMap(port => {
                const allowed = listensOn(to.workload, port, network.id)
                  ? exposedBy(view, target, to, port)
                  : false;
                return callers.flatMap(from =>
                  open(from.workload.id, to.workload.id, [port], allowed, cause),
                );
              }),
            );
        }),
      );
    });
}

function isOwner({ workload, namespace }: Member): boolean {
  return workload.id === namespace;
}

/** Whether a link to the target opens a port of a member: perhaps, where nobody knows whose interfaces the target uses. */
function exposedBy(view: View, target: Member | undefined, to: Member, port: Port): Truth {
  const owner = view.byId.get(to.namespace);
  if (target === undefined || owner === undefined) return false;
  if (target.unknown !== undefined) return perhaps(isExposed(owner, port));
  return target.namespace === to.namespace ? isExposed(owner, port) : false;
}

/** Links open what the server lists; where it lists nothing, or the port is not known, perhaps this one. */
function isExposed({ workload }: Member, port: Port): Truth {
  const exposed = [...workload.ports, ...workload.published];
  if (exposed.length === 0 || port.port === "any") return undefined;
  return exposed.some(one => isSame(one, port));
}
