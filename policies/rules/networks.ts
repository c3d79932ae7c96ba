import { isUnknown, type Maybe, type Network, unknownDriver, type Workload } from "../../topology/index.ts";
import { eachNetwork, eachWorkload, unsure, violated, wrongIf, wrongIfHidden } from "../found.ts";
import { type Family, rule } from "../rule.ts";
import type { World } from "../world.ts";

const defaultBridge = rule({
  id: "default-bridge",
  title: "No container is on the default bridge",
  severity: "high",
  level: "mandatory",
  rationale:
    "Whoever names no network shares Docker's default bridge with everybody else who names none: all of them reach each other on every port, and none is found by name.",
  remedy: "Put it on a network of its own: a Segment, or a docker.Network in networksAdvanced.",
  compose: { remedy: "Drop `network_mode: bridge`, or name a network under `networks`." },
  cis: "5.30",
  check: eachWorkload(function* (workload, { world }) {
    const { id, attachments } = workload;
    for (const { network } of attachments)
      if (world.network(network)?.defaultBridge === true)
        yield violated(network, `Workload ${id} is on the default bridge.`);
    yield* wrongIfHidden(workload, "attachments", `workload ${id} is on the default bridge`);
  }),
});

const legacyLink = rule({
  id: "legacy-link",
  title: "No container is linked to another the old way",
  severity: "medium",
  level: "mandatory",
  rationale:
    "Legacy links give the client the server's whole environment, passwords included, and hold an address that is wrong after the next restart. Docker has deprecated them.",
  remedy:
    "Put both on one network and call by name; `link` of a Workload does so, and `legacyLinkEnv()` gives the variables that old programs want.",
  compose: {
    remedy: "Put both on one network and call by name; drop `links`.",
  },
  check: eachWorkload(function* (workload, { world }) {
    const { id, links, attachments } = workload;
    // On networks of one's own a link is but another name.
    const isOld = attachments.some(({ network }) => world.network(network)?.defaultBridge === true);
    if (!isOld && attachments.length > 0) return;
    for (const { to, alias } of links)
      yield violated(`${to}:${alias}`, `Workload ${id} has a legacy link to ${to} as ${alias}.`);
    yield* wrongIfHidden(workload, "links", `workload ${id} has a legacy link`);
  }),
});

const waysOut = rule({
  id: "several-ways-out",
  title: "No container has more than one network with a way out",
  severity: "medium",
  level: "mandatory",
  rationale:
    "On two networks that lead out, the engine chooses the default gateway by their names, so which firewall a connection passes is chance; and the container joins what was kept apart.",
  remedy: "Make all its networks internal but one.",
  compose: {
    rationale:
      "Of networks that lead out, the engine takes the gateway of the one whose name comes first; one more network, or another name, and connections leave by another way.",
    remedy:
      "Make all its networks internal but one (`internal: true`), or say which one leads out with `gw_priority`.",
  },
  check: eachWorkload(function* (workload, { world }) {
    const { id, attachments, namespace } = workload;
    if (namespace.kind !== "own") return;
    const networks = attachments.map(({ network }) => ({
      name: network,
      internal: internalOf(network, world),
    }));
    if (hasChosenGateway(workload)) return;
    const open = networks.filter(({ internal }) => internal === false).map(({ name }) => name);
    const perhaps = networks.find(({ internal }) => isUnknown(internal));
    const statement = `workload ${id} has more than one way out`;
    if (open.length > 1) {
      const names = open.sort().join(", ");
      yield violated(names, `Workload ${id} has ${open.length} ways out: networks ${names}.`);
    } else if (perhaps !== undefined && networks.length > 1 && isUnknown(perhaps.internal)) {
      yield unsure("networks", statement, perhaps.internal.unknown);
    } else yield* wrongIfHidden(workload, "attachments", statement);
  }),
});

const encryption = rule({
  id: "overlay-unencrypted",
  title: "Overlay networks are encrypted",
  severity: "high",
  level: "mandatory",
  rationale:
    "An overlay carries what containers say across the wires between hosts, in the open unless told otherwise.",
  remedy: 'Set the driver option "encrypted".',
  exception: "Nodes whose connection is encrypted itself, or a kernel without ESP.",
  cis: "7.3",
  check: eachNetwork(({ id, driver, encrypted }) =>
    driver === "overlay"
      ? wrongIf(
          isUnknown(encrypted) ? encrypted : !encrypted,
          "encrypted",
          `network ${id} is an overlay without encryption`,
        )
      : [],
  ),
});

const attachable = rule({
  id: "overlay-attachable",
  title: "No overlay is open to single containers",
  severity: "medium",
  level: "advisory",
  rationale:
    "Anybody who may start a container on any node can attach it to such a network and is the neighbour of all services on it.",
  remedy: "Drop `attachable`.",
  check: eachNetwork(({ id, driver, attachable }) =>
    driver === "overlay" ? wrongIf(attachable, "attachable", `network ${id} takes any container`) : [],
  ),
});

const outside = rule({
  id: "outside-network",
  title: "No network is part of the network outside",
  severity: "high",
  level: "mandatory",
  rationale:
    "On macvlan and ipvlan networks containers are machines on the wire: neither the host's firewall nor published ports stand between them and everybody there.",
  remedy: "Use a bridge and publish what is to be reached.",
  exception: "An appliance that must have an address of its own outside.",
  check: eachNetwork(function* ({ id, driver, internal }) {
    const isAtParent = driver === "macvlan" || driver === "ipvlan";
    // Upon a bridge that leads nowhere it is no part of anything outside.
    if (isAtParent && internal === true) return;
    if (isAtParent && isUnknown(internal))
      yield unsure(driver, `network ${id} is part of the network outside`, internal.unknown);
    else if (isAtParent)
      yield violated(driver, `Network ${id} is ${driver}: its members are part of the network outside.`);
    else if (driver === unknownDriver)
      yield unsure("driver", `network ${id} is part of the network outside`, "its driver is not known yet");
  }),
});

const gateway = rule({
  id: "open-gateway",
  title: "No network lets the outside route to its members",
  severity: "high",
  level: "mandatory",
  rationale:
    "In gateway mode `nat-unprotected` all ports of all members are open to whoever routes to them; `routed` opens published ports whatever address they were published at.",
  remedy: "Leave the gateway mode at `nat`, or make the network internal.",
  check: eachNetwork(function* ({ id, driver, gateway, internal }) {
    if (driver !== "bridge" || internal === true) return;
    const open: Maybe<boolean> = isUnknown(gateway)
      ? gateway
      : gateway === "nat-unprotected" || gateway === "routed";
    const how = isUnknown(gateway) ? "" : ` (${gateway})`;
    yield* wrongIf(open, "gateway", `network ${id} lets the outside route to its members${how}`);
  }),
});

const hostAddress = rule({
  id: "internal-with-host",
  title: "Internal networks have no address of the host",
  severity: "low",
  level: "advisory",
  rationale:
    "The host has an address on a bridge, internal or not, and every member can call what the host listens on there: its ssh, its monitoring, ports of other stacks.",
  remedy:
    'Set the driver option "com.docker.network.bridge.inhibit_ipv4" to "true" (a Segment does), or gateway mode `isolated` on engine 28 and later.',
  compose: {
    remedy:
      'Set its driver option `com.docker.network.bridge.inhibit_ipv4: "true"`, or from engine 28 on `com.docker.network.bridge.gateway_mode_ipv4: isolated`.',
  },
  check: eachNetwork(function* ({ id, driver, internal, hostAddress, gateway }) {
    if (driver !== "bridge" || internal !== true || gateway === "isolated") return;
    yield* wrongIf(hostAddress, "host-address", `internal network ${id} has the host for a neighbour`);
  }),
});

const unused = rule({
  id: "network-unused",
  title: "Every network has members",
  severity: "low",
  level: "advisory",
  rationale: "A network without members takes a subnet, and stands for a separation that is none.",
  remedy: "Remove it, or attach what was meant to be on it.",
  check: eachNetwork(function* (network, { world }) {
    if (world.hasMembers(network.id)) return;
    yield* unlessHidden(network, world.topology.workloads);
  }),
});

function* unlessHidden({ id }: Network, workloads: readonly Workload[]) {
  const hidden = workloads.find(({ unknowns }) => unknowns?.attachments !== undefined);
  const why = hidden?.unknowns?.attachments;
  if (why === undefined) yield violated("members", `Network ${id} has no members.`);
  else yield unsure("members", `network ${id} has no members`, why);
}

/** Whether one of its networks is said to lead out before all others. */
function hasChosenGateway({ attachments }: Workload): boolean {
  const priorities = attachments.map(({ gatewayPriority = 0 }) => gatewayPriority).sort((a, b) => b - a);
  return (priorities[0] ?? 0) > (priorities[1] ?? 0);
}

function internalOf(name: string, world: World): Maybe<boolean> {
  return world.network(name)?.internal ?? { unknown: `network ${name} is not described here` };
}

export const networks: Family = {
  id: "networks",
  title: "Networks",
  about: "Whether networks keep apart what they are there to keep apart.",
  rules: [
    ...[defaultBridge, legacyLink, waysOut, encryption, attachable, outside, gateway, hostAddress],
    unused,
  ],
};
