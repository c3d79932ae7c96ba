import { isUnknown } from "../../model/known.ts";
import type { Network } from "../../model/network.ts";
import { isOutsideNetwork, leads, publishes } from "../network.ts";
import { boundTo, isLoopback, isSame, opened, type Port, type Publication } from "../ports.ts";
import type { Member } from "../view.ts";
import { named, type Reason } from "./reason.ts";

/** Why a port that is published does not help a workload; nothing where none is published. */
export function publishedInVain(server: Member, port: Port, client: Member): string {
  const refused = refusedToJoiner(server, port);
  if (refused !== undefined) return `, and ${refused}`;
  const publications = publicationsFor(server, port);
  if (publications.length === 0) return "";
  if (areInternal(client.networks)) return ", and from internal networks no published port can be reached";
  if (!client.networks.some(leadsPerhaps)) return `, and ${client.workload.id} has no way to the host`;
  const reason = unboundReason(server, port)?.detail ?? (isLocal(publications) ? localReason : undefined);
  return reason === undefined ? "" : `, and ${reason}`;
}

const localReason = "the published port is bound to loopback";

/** Why a port that is published is not to be had at the host; undefined where none is. */
export function missedAtHost(server: Member, port: Port): Reason | undefined {
  if (publicationsFor(server, port).length > 0) {
    return (
      unboundReason(server, port) ?? {
        detail: `${published(port)} at loopback only`,
        remedy: "publish it at an address of the host that others reach",
      }
    );
  }
  const detail = refusedToJoiner(server, port);
  return detail === undefined ? undefined : { detail, remedy: `let ${server.namespace} publish it` };
}

/** Why the engine binds nothing for a published port, or passes it on to nobody; undefined where it works. */
function unboundReason(server: Member, port: Port): Reason | undefined {
  const inVain = `${published(port)}, but`;
  const { id } = server.workload;
  const remedy = `attach ${id} to a network that is not internal, on which the host has an address`;
  if (areInternal(server.networks)) {
    return { detail: `${inVain} all its networks are internal, so the engine binds nothing`, remedy };
  }
  const leading = server.networks.filter(leadsPerhaps);
  if (leading.length === 0) return { detail: `${inVain} none of its networks leads to the host`, remedy };
  if (leading.every(isOutsideNetwork)) {
    const detail = `${inVain} ${named(leading)} takes no published ports`;
    return { detail, remedy: `call ${id} at its own address, or attach it to a bridge` };
  }
  const works = publicationsFor(server, port).some(publication =>
    leading.some(network => publishes(network, server.workload, port, publication) !== false),
  );
  if (works) return undefined;
  const bound = boundTo(server.workload, port);
  if (bound === undefined) return { detail: `${inVain} none of its networks leads to the host`, remedy };
  return {
    detail: `${inVain} ${id} answers only on ${bound.join(", ") || "no network"}`,
    remedy: `let ${id} answer on ${named(leading)} too`,
  };
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

function leadsPerhaps(network: Network): boolean {
  return leads(network) !== false;
}

function published({ port }: Port): string {
  return port === "any" ? "its ports are published" : `port ${port} is published`;
}
