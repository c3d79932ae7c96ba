import { hostId, outsideId } from "../model/topology.ts";
import type { Cause } from "./edge.ts";
import { boundTo, hostIsNeighbour, leads, type Member, type Port, type View } from "./view.ts";

/** Says, in one sentence, what keeps a connection off. */
export function explainDenied(view: View, { from, to, ...port }: { from: string; to: string } & Port): Cause {
  const detail = reason(view, from, to, port);
  return { mechanism: "no path", name: `${from} to ${to}`, detail };
}

function reason(view: View, from: string, to: string, port: Port): string {
  const [client, server] = [view.byId.get(from), view.byId.get(to)];
  if (client === undefined && from !== hostId && from !== outsideId) return `there is no workload ${from}`;
  if (server === undefined) {
    if (to === hostId) return `on none of its networks does the host have an address that ${from} could call`;
    return to === outsideId ? `none of its networks has a way out` : `there is no workload ${to}`;
  }
  if (client === undefined) return unpublished(server, from, port);
  if (isAlone(client)) return `${from} is on no network`;
  if (isAlone(server)) return `${to} is on no network`;
  return betweenWorkloads(client, server, port);
}

function betweenWorkloads(client: Member, server: Member, port: Port): string {
  const shared = server.networks.filter(network => client.networks.includes(network));
  const [first] = shared;
  if (first === undefined) return `they share no network${publishedInVain(client, server, port)}`;
  const names = shared.map(({ id }) => id).join(", ");
  const bound = boundTo(server.workload, port);
  if (bound !== undefined && !shared.some(({ id }) => bound.includes(id))) {
    return `${server.workload.id} answers on ${port.port} only on ${bound.join(", ") || "no network"}, not on ${names}`;
  }
  return `network ${names} does not let its members talk to each other`;
}

function publishedInVain(client: Member, server: Member, { port }: Port): string {
  if (!server.workload.published.some(published => published.port === port)) return "";
  if (!client.networks.some(network => leads(network) !== false)) {
    return `, and from internal networks no published port can be reached`;
  }
  return `, and the published port is bound to loopback`;
}

function unpublished(server: Member, from: string, { port }: Port): string {
  const published = server.workload.published.some(one => one.port === port);
  if (!published) {
    const neighbour = from === hostId && server.networks.some(network => hostIsNeighbour(network) !== false);
    return neighbour
      ? `it does not answer on ${port} where the host is its neighbour`
      : `port ${port} is not published`;
  }
  if (server.networks.every(network => leads(network) === false)) {
    return `port ${port} is published, but all its networks are internal, so the engine binds nothing`;
  }
  return `port ${port} is published at loopback only`;
}

function isAlone(member: Member): boolean {
  return member.networks.length === 0 && !member.inHost;
}
