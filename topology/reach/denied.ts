import { isUnknown } from "../model/known.ts";
import type { Network } from "../model/network.ts";
import { hostId, outsideId } from "../model/topology.ts";
import type { Cause } from "./edge.ts";
import { isOutsideNetwork, leads, meetsHost, publishes } from "./network.ts";
import { boundTo, isLoopback, isSame, opened, type Port, type Publication } from "./ports.ts";
import { truth } from "./truth.ts";
import type { Member, View } from "./view.ts";
import { betweenHostAndOutside } from "./ways/host.ts";

/** Says, in one sentence, what keeps a connection off. */
export function explainDenied(view: View, { from, to, ...port }: { from: string; to: string } & Port): Cause {
  const detail = reason(view, from, to, port);
  return { mechanism: "no path", name: `${from} to ${to}`, detail };
}

function reason(view: View, from: string, to: string, port: Port): string {
  const [client, server] = [view.byId.get(from), view.byId.get(to)];
  if (client === undefined && from !== hostId && from !== outsideId) return `there is no workload ${from}`;
  if (server === undefined && to !== hostId && to !== outsideId) return `there is no workload ${to}`;
  const ends = [client, server].filter(member => member !== undefined);
  const lonely = ends.find(({ circular }) => circular) ?? ends.find(isAlone);
  if (lonely !== undefined) return alone(lonely);
  if (server === undefined) return outward(client, to);
  if (client === undefined || client.inHost) return fromHostSide(server, port, from !== outsideId);
  return server.inHost ? noWayToHost(client, to) : betweenWorkloads(client, server, port);
}

function isAlone(member: Member): boolean {
  return member.networks.length === 0 && !member.inHost;
}

function alone({ workload, circular }: Member): string {
  return circular
    ? `${workload.id} joins a namespace that in the end waits for itself, so it cannot start`
    : `${workload.id} is on no network`;
}

function outward(client: Member | undefined, to: string): string {
  if (client === undefined) return betweenHostAndOutside;
  const { id } = client.workload;
  if (to === hostId) return `on none of its networks does the host have an address that ${id} could call`;
  const oneWay = client.networks.filter(network => leads(network) !== false);
  return oneWay.length === 0
    ? "none of its networks has a way out"
    : `what leaves ${named(oneWay)} is not translated, so no answer finds its way back`;
}

function noWayToHost(client: Member, to: string): string {
  const { id } = client.workload;
  return `${to} uses the host's network interfaces, and on none of its networks does the host have an address that ${id} could call`;
}

function betweenWorkloads(client: Member, server: Member, port: Port): string {
  const shared = server.networks.filter(({ id }) => client.networks.some(other => other.id === id));
  const inVain = publishedInVain(server, port, client);
  if (shared.length === 0) return `they share no network${inVain}`;
  const bound = boundTo(server.workload, port);
  const apart = shared.filter(network => truth(network.memberTraffic) === false);
  const unbound = shared.filter(network => !apart.includes(network));
  const reasons = [
    ...(unbound.length === 0 ? [] : [boundElsewhere(server, port, bound ?? [], unbound)]),
    ...(apart.length === 0 ? [] : [keptApart(apart)]),
  ];
  return `${reasons.join("; ")}${inVain}`;
}

function boundElsewhere(
  server: Member,
  { port }: Port,
  bound: readonly string[],
  networks: readonly Network[],
): string {
  const names = networks.map(({ id }) => id).join(", ");
  return `${server.workload.id} answers on ${port} only on ${bound.join(", ") || "no network"}, not on ${names}`;
}

function keptApart(networks: readonly Network[]): string {
  return networks.length === 1
    ? `${named(networks)} does not let its members talk to each other`
    : `${named(networks)} do not let their members talk to each other`;
}

/** Why a port that is published does not help a workload. */
function publishedInVain(server: Member, port: Port, client: Member): string {
  const refused = refusedToJoiner(server, port);
  if (refused !== undefined) return `, and ${refused}`;
  const publications = publicationsFor(server, port);
  if (publications.length === 0) return "";
  if (areInternal(client.networks)) return ", and from internal networks no published port can be reached";
  if (!client.networks.some(leadsPerhaps)) return `, and ${client.workload.id} has no way to the host`;
  const reason = unboundReason(server, port) ?? (isLocal(publications) ? localReason : undefined);
  return reason === undefined ? "" : `, and ${reason}`;
}

const localReason = "the published port is bound to loopback";

function fromHostSide(server: Member, port: Port, neighbour: boolean): string {
  const { id } = server.workload;
  if (publicationsFor(server, port).length > 0) {
    return unboundReason(server, port) ?? `${published(port)} at loopback only`;
  }
  const refused = refusedToJoiner(server, port);
  if (refused !== undefined) return refused;
  return neighbour && server.networks.some(network => meetsHost(network) !== false)
    ? `${id} does not answer on ${port.port} where the host is its neighbour`
    : notPublished(port);
}

/** Why the engine binds nothing for a published port, or passes it on to nobody; undefined where it works. */
function unboundReason(server: Member, port: Port): string | undefined {
  const inVain = `${published(port)}, but`;
  if (areInternal(server.networks)) {
    return `${inVain} all its networks are internal, so the engine binds nothing`;
  }
  const leading = server.networks.filter(leadsPerhaps);
  if (leading.length === 0) return `${inVain} none of its networks leads to the host`;
  if (leading.every(isOutsideNetwork)) return `${inVain} ${named(leading)} takes no published ports`;
  const works = publicationsFor(server, port).some(publication =>
    leading.some(network => publishes(network, server.workload, port, publication) !== false),
  );
  if (works) return undefined;
  const bound = boundTo(server.workload, port);
  if (bound === undefined) return `${inVain} none of its networks leads to the host`;
  return `${inVain} ${server.workload.id} answers only on ${bound.join(", ") || "no network"}`;
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

function named(networks: readonly Network[]): string {
  const names = networks.map(({ id }) => id).join(", ");
  return networks.length === 1 ? `network ${names}` : `networks ${names}`;
}

function published({ port }: Port): string {
  return port === "any" ? "its ports are published" : `port ${port} is published`;
}

function notPublished({ port }: Port): string {
  return port === "any" ? "none of its ports is published" : `port ${port} is not published`;
}
