import { isUnknown } from "../../model/known.ts";
import type { Network } from "../../model/network.ts";
import { isGateway } from "../gateway.ts";
import type { Member } from "../member.ts";
import { isOutsideNetwork, leads } from "../network.ts";
import {
  boundTo,
  isLoopback,
  isSame,
  listensOn,
  nodeBridge,
  opened,
  type Port,
  type Publication,
} from "../ports.ts";
import { mayHold, oddsOf } from "../setting.ts";
import type { View } from "../view.ts";
import { named, type Reason } from "./reason.ts";

/** Why a port that is published does not help a workload; nothing where none is published. */
export function publishedInVain(view: View, server: Member, port: Port, client: Member): string {
  const refused = refusedToJoiner(server, port);
  if (refused !== undefined) return `, and ${refused}`;
  const publications = publicationsFor(server, port);
  if (publications.length === 0) return "";
  if (areInternal(client.networks)) return ", and from internal networks no published port can be reached";
  if (!client.networks.some(network => view.rules.mayHold(network, leads))) {
    return `, and ${client.workload.id} has no way to the host`;
  }
  const reason =
    unboundReason(view, server, port)?.detail ?? (isLocal(publications) ? localReason : undefined);
  return reason === undefined ? "" : `, and ${reason}`;
}

const localReason = "the published port is bound to loopback";

/** Why a port that is published is not to be had at the host; undefined where none is. */
export function missedAtHost(view: View, server: Member, port: Port): Reason | undefined {
  if (publicationsFor(server, port).length > 0) {
    return (
      unboundReason(view, server, port) ?? {
        detail: `${published(port)} at loopback only`,
        remedy: "publish it at an address of the host that others reach",
      }
    );
  }
  const detail = refusedToJoiner(server, port);
  return detail === undefined ? undefined : { detail, remedy: `let ${server.namespace} publish it` };
}

/** Why the engine binds nothing for a published port, or passes it on to nobody; undefined where it works. */
function unboundReason(view: View, server: Member, port: Port): Reason | undefined {
  const inVain = `${published(port)}, but`;
  const { id } = server.workload;
  const remedy = `attach ${id} to a network that is not internal, on which the host has an address`;
  if (areInternal(server.networks)) {
    return { detail: `${inVain} all its networks are internal, so the engine binds nothing`, remedy };
  }
  const leading = server.networks.filter(network => view.rules.mayHold(network, leads));
  if (leading.length === 0) return { detail: `${inVain} none of its networks leads to the host`, remedy };
  if (leading.every(isOutsideNetwork)) {
    const detail = `${inVain} ${named(leading)} takes no published ports`;
    return { detail, remedy: `call ${id} at its own address, or attach it to a bridge` };
  }
  const gateways = leading.filter(network => mayBeGateway(view, server, network));
  const [first] = gateways;
  if (gateways.some(network => answersOn(server, network, port))) return undefined;
  const bound = boundTo(server.workload, port);
  if (first === undefined) {
    const detail = `${inVain} the engine takes another of its networks for its gateway`;
    return { detail, remedy: `give ${named(leading)} the highest gateway priority (gw_priority)` };
  }
  return {
    detail: `${inVain} ${id} answers only on ${bound?.join(", ") || "no network"}`,
    remedy: `let ${id} answer on ${named(gateways)} too`,
  };
}

function mayBeGateway(view: View, server: Member, network: Network): boolean {
  if (network.driver !== "bridge") return true;
  return mayHold(oddsOf(view.rules.settings, (...of) => isGateway(server, network, ...of)));
}

function answersOn({ workload }: Member, network: Network, port: Port): boolean {
  return listensOn(workload, port, network.driver === "overlay" ? nodeBridge : network.id);
}

/** The engine refuses ports published by what uses another's interfaces. */
function refusedToJoiner({ workload, namespace }: Member, port: Port): string | undefined {
  if (namespace === workload.id || !workload.published.some(one => isSame(one, port))) return undefined;
  return `${published(port)}, but ${workload.id} uses the network interfaces of ${namespace}, which alone can publish`;
}

function publicationsFor(server: Member, port: Port): readonly Publication[] {
  return server.publications.filter(
    publication => publication.certain !== false && opened(publication, [port]).length > 0,
  );
}

function isLocal(publications: readonly Publication[]): boolean {
  return publications.every(({ address }) => !isUnknown(address) && isLoopback(address));
}

function areInternal(networks: readonly Network[]): boolean {
  return networks.every(({ internal }) => internal === true);
}

function published({ port }: Port): string {
  return port === "any" ? "its ports are published" : `port ${port} is published`;
}
