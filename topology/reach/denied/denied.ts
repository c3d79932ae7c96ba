import type { Network } from "../../model/network.ts";
import { isBeyond, nameOutside } from "../../model/outside.ts";
import { hostId, othersId, outsideId } from "../../model/topology.ts";
import type { Cause } from "../edge.ts";
import type { Member } from "../member.ts";
import { leads, meetsHost } from "../network.ts";
import { boundTo, type Port } from "../ports.ts";
import { truth } from "../truth.ts";
import type { View } from "../view.ts";
import { betweenHostAndOutside } from "../ways/host.ts";
import { missedAtHost, publishedInVain } from "./published.ts";
import { idsOf, named, type Reason } from "./reason.ts";

/** Says, in one sentence each, what keeps a connection off and how to let it through. */
export function explainDenied(view: View, { from, to, ...port }: { from: string; to: string } & Port): Cause {
  return { mechanism: "no path", name: `${from} to ${to}`, ...reason(view, from, to, port) };
}

function isNobodys(id: string): boolean {
  return id === hostId || id === othersId || isBeyond(id);
}

function reason(view: View, from: string, to: string, port: Port): Reason {
  const [client, server] = [view.byId.get(from), view.byId.get(to)];
  if (client === undefined && !isNobodys(from)) return nobody(from);
  if (server === undefined && !isNobodys(to)) return nobody(to);
  const ends = [client, server].filter(member => member !== undefined);
  const stuck = ends.find(({ circular }) => circular);
  if (stuck !== undefined) return neverStarts(stuck);
  if (port.protocol === "files") return nothingShared;
  if (client === undefined && server === undefined) return undescribed;
  const lonely = ends.find(isAlone);
  if (lonely !== undefined) return alone(lonely);
  if (to === othersId || from === othersId) return noStrangers(client ?? server);
  if (server === undefined) return outward(view, client, to);
  if (client === undefined || client.inHost) return fromHostSide(view, server, port, from !== outsideId);
  return server.inHost ? noWayToHost(client, to) : betweenWorkloads(view, client, server, port);
}

function nobody(id: string): Reason {
  return { detail: `there is no workload ${id}`, remedy: "name one that there is" };
}

const nothingShared: Reason = {
  detail: "they share no volume and no folder to which one of them may write",
  remedy: "mount one volume into both, writable for one of them",
};

const undescribed: Reason = {
  detail: betweenHostAndOutside,
  remedy: "see to it by the host's own firewall",
};

function isAlone(member: Member): boolean {
  return member.networks.length === 0 && !member.inHost;
}

function neverStarts({ workload }: Member): Reason {
  return {
    detail: `${workload.id} joins a namespace that in the end waits for itself, so it cannot start`,
    remedy: "give one of the circle a namespace of its own",
  };
}

function alone({ workload }: Member): Reason {
  return { detail: `${workload.id} is on no network`, remedy: `attach ${workload.id} to a network` };
}

function noStrangers(member: Member | undefined): Reason {
  const who = member?.workload.id ?? "anybody";
  return {
    detail: `no network of ${who} is made elsewhere or attachable, so nobody is on it who is not described here`,
    remedy: "attach it to the network that others are on",
  };
}

function outward(view: View, client: Member | undefined, to: string): Reason {
  const { networks = [], workload } = client ?? {};
  if (to === hostId) {
    return {
      detail: `on none of its networks does the host have an address that ${workload?.id} could call`,
      remedy: "attach it to a network on which the host has an address",
    };
  }
  const name = nameOutside(to);
  if (name !== undefined) {
    return {
      detail: `no relay passes calls of ${workload?.id ?? "anybody"} on to ${name}`,
      remedy: `name it in the egress of ${workload?.id ?? "a workload"}`,
    };
  }
  const oneWay = networks.filter(network => view.rules.mayHold(network, leads));
  return oneWay.length === 0
    ? {
        detail: "none of its networks has a way out",
        remedy: "attach it to a network that is not internal (egress)",
      }
    : {
        detail: `what leaves ${named(oneWay)} is not translated, so no answer finds its way back`,
        remedy: "let the engine translate (enable_ip_masquerade), or attach it to a network with a way out",
      };
}

function noWayToHost(client: Member, to: string): Reason {
  const { id } = client.workload;
  return {
    detail: `${to} uses the host's network interfaces, and on none of its networks does the host have an address that ${id} could call`,
    remedy: `attach ${id} to a network on which the host has an address, or ${to} to one of its own`,
  };
}

function betweenWorkloads(view: View, client: Member, server: Member, port: Port): Reason {
  const shared = server.networks.filter(({ id }) => client.networks.some(other => other.id === id));
  const inVain = publishedInVain(view, server, port, client);
  if (shared.length === 0) {
    return { detail: `they share no network${inVain}`, remedy: "attach both to one network" };
  }
  const bound = boundTo(server.workload, port) ?? [];
  const apart = shared.filter(network => truth(network.memberTraffic) === false);
  const unbound = shared.filter(network => !apart.includes(network));
  const reasons = [
    ...(unbound.length === 0 ? [] : [boundElsewhere(server, port, bound, unbound)]),
    ...(apart.length === 0 ? [] : [keptApart(apart)]),
  ];
  return {
    detail: `${reasons.join("; ")}${inVain}`,
    remedy:
      unbound.length === 0
        ? "give the two a network of their own"
        : `let ${server.workload.id} answer on ${idsOf(unbound)} too`,
  };
}

function boundElsewhere(
  server: Member,
  { port }: Port,
  bound: readonly string[],
  networks: readonly Network[],
): string {
  return `${server.workload.id} answers on ${port} only on ${bound.join(", ") || "no network"}, not on ${idsOf(networks)}`;
}

function keptApart(networks: readonly Network[]): string {
  return networks.length === 1
    ? `${named(networks)} does not let its members talk to each other`
    : `${named(networks)} do not let their members talk to each other`;
}

function fromHostSide(view: View, server: Member, port: Port, neighbour: boolean): Reason {
  const missed = missedAtHost(view, server, port);
  if (missed !== undefined) return missed;
  if (neighbour && server.networks.some(network => view.rules.mayHold(network, meetsHost))) {
    const { id } = server.workload;
    return {
      detail: `${id} does not answer on ${port.port} where the host is its neighbour`,
      remedy: `let ${id} answer there, or publish the port`,
    };
  }
  const detail =
    port.port === "any" ? "none of its ports is published" : `port ${port.port} is not published`;
  return { detail, remedy: "publish it" };
}
