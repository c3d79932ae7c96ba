import { isUnknown, type Maybe, type PublishedPort, type Workload } from "../../topology/index.ts";
import {
  type Case,
  eachWorkload,
  unsure,
  violated,
  workloadSubject,
  wrongIf,
  wrongIfHidden,
} from "../found.ts";
import { isAnyAddress, isLoopbackAddress, publication, textOf, whyNotPublished } from "../publications.ts";
import { type Family, type Found, rule } from "../rule.ts";

const wildcard = rule({
  id: "wildcard-publish",
  title: "Ports are published at one address of the host",
  severity: "medium",
  level: "advisory",
  rationale:
    "A port published at 0.0.0.0, which is what Docker does when no address is given, is open on every interface of the host, past most host firewalls, and to containers of other networks.",
  remedy: "Give the address it is for: 127.0.0.1, or that of one interface.",
  exception: "The one way in that is meant for everybody.",
  cis: "5.14",
  settings: {
    ports: {
      type: "array",
      items: { type: "string" },
      default: [],
      description:
        "Ports of the host that may be open at every address: the ways in that are meant for everybody",
    },
  },
  check: eachWorkload(function* (workload, { world, settings: { ports } }) {
    const { id, kind, datastore } = workload;
    // Of datastores a rule of their own says so.
    if (datastore !== undefined && datastore !== "minio") return;
    for (const port of world.publishedOf(workload)) {
      if (ports.includes(String(port.hostPort))) continue;
      const text = textOf(port);
      // Swarm publishes on all addresses of all nodes, whatever is said.
      const open = kind === "service" ? true : isAny(port.address);
      yield* wrongIf(
        open,
        text,
        `workload ${id} publishes ${publication(port)} at every address of the host`,
      );
    }
    yield* wrongIfHidden(
      workload,
      "published",
      `workload ${id} publishes a port at every address of the host`,
    );
  }),
});

const adminPort = rule({
  id: "admin-port-published",
  title: "No administration is published off the host",
  severity: "critical",
  level: "mandatory",
  rationale:
    "These ports administer engines, clusters, brokers and secret stores, often without a password: whoever reaches one takes over what it administers.",
  remedy: "Publish it at 127.0.0.1 and come by ssh, or do not publish it.",
  settings: {
    ports: {
      type: "array",
      items: { type: "string" },
      default: ["2375", "2376", "2377", "4243", "6443", "8200", "8500", "9443", "10250", "15672"],
      description: "Ports of containers that administer something",
    },
  },
  check: eachWorkload(function* (workload, { world, settings: { ports } }) {
    const { id } = workload;
    for (const port of world.publishedOf(workload).filter(one => ports.includes(String(one.port)))) {
      const statement = `workload ${id} publishes its administration, ${publication(port)}, beyond the host`;
      yield* wrongIf(isBeyondHost(port.address), textOf(port), statement);
    }
    yield* wrongIfHidden(
      workload,
      "published",
      `workload ${id} publishes its administration beyond the host`,
    );
  }),
});

const ssh = rule({
  id: "ssh-server",
  title: "No container runs an ssh server",
  severity: "medium",
  level: "advisory",
  rationale:
    "An ssh server inside a container is one more door with keys of its own, which nobody turns over and no log of the engine shows.",
  remedy: "Use `docker exec`, over ssh to the host if need be.",
  cis: "5.7",
  check: eachWorkload(function* (workload) {
    const { id, ports, published } = workload;
    const answers = [...ports, ...published].some(({ port, protocol }) => port === 22 && protocol === "tcp");
    if (answers) yield violated("22/tcp", `Workload ${id} answers on port 22, that of ssh.`);
    else yield* wrongIfHidden(workload, "published", `workload ${id} answers on port 22, that of ssh`);
  }),
});

const all = rule({
  id: "publish-all",
  title: "No container publishes whatever its image exposes",
  severity: "high",
  level: "mandatory",
  rationale:
    "With publish-all an image decides what the host opens, on every address, and its next version may open more.",
  remedy: "Publish the ports that are meant, each by number.",
  cis: "5.9",
  check: eachWorkload(({ id, publishAll }) =>
    wrongIf(publishAll, "publish-all", `workload ${id} publishes all ports its image exposes`),
  ),
});

const lowPort = rule({
  id: "privileged-host-port",
  title: "No port below 1024 of the host is taken",
  severity: "low",
  level: "disabled",
  rationale:
    "Ports below 1024 are the host's own services' by convention. Web servers in containers take 80 and 443 all the same.",
  remedy: "Publish at a port of 1024 or above, behind the host's own proxy.",
  cis: "5.8",
  check: eachWorkload(function* ({ id, published }) {
    for (const port of published) {
      const { hostPort } = port;
      const low = isUnknown(hostPort) ? hostPort : hostPort > 0 && hostPort < 1024;
      yield* wrongIf(low, textOf(port), `workload ${id} takes a port below 1024 of the host`);
    }
  }),
});

const withoutEffect = rule({
  id: "publish-without-effect",
  title: "What is published is open",
  severity: "medium",
  level: "advisory",
  rationale:
    "A port that is published and not open is believed to be: whoever reads the file counts on it, and whoever calls it waits.",
  remedy:
    "Take the ports out; or publish them where the interfaces are, or put the workload on a network that leads out.",
  compose: {
    remedy:
      "Take `ports` out; or give them to the service whose interfaces it uses, or put it on a network that is not internal as well.",
  },
  check: eachWorkload(function* (workload, { world }) {
    const why = whyNotPublished(workload, id => world.network(id));
    if (why !== undefined)
      yield violated("ports", `The ports that workload ${workload.id} publishes are not open: ${why}.`);
    else if (workload.published.length > 0)
      yield* wrongIfHidden(
        workload,
        "attachments",
        `the ports of workload ${workload.id} are published to no effect`,
      );
  }),
});

const hostMode = rule({
  id: "service-host-port",
  title: "A service's ports are open at every node",
  severity: "low",
  level: "advisory",
  rationale:
    "In host mode a port is open at the nodes that a task runs on, and at no other: who calls a node without one is refused, and with each move of a task that is another node. A node has the port once, so that tasks are replaced with a gap.",
  remedy: "Publish in mode `ingress`, or put something before the nodes that asks each for its health.",
  exception:
    "Callers' addresses matter, which ingress hides; or the kernel has no IPVS, without which ingress leads nowhere.",
  check: eachWorkload(function* (workload) {
    const { id, kind, published } = workload;
    if (kind !== "service") return;
    yield* wrongIfHidden(workload, "published", `workload ${id} publishes at the nodes of its tasks alone`);
    for (const port of published) {
      if (port.mode !== "host") continue;
      const message = `Workload ${id} publishes ${publication(port)} at the nodes of its tasks alone.`;
      yield violated(`${textOf(port)} host`, message);
    }
  }),
});

const duplicate = rule({
  id: "duplicate-host-port",
  title: "No two workloads publish at one port of the host",
  severity: "high",
  level: "mandatory",
  rationale: "The second one fails to start, and which is second is chance.",
  remedy: "Give one of them another port or another address of the host.",
  *check({ world }) {
    const taken = world.topology.workloads.flatMap(workload =>
      world
        .publishedOf(workload)
        .flatMap(port =>
          isUnknown(port.hostPort) || port.hostPort === 0
            ? []
            : [{ workload, port, key: `${port.hostPort}/${port.protocol}` }],
        ),
    );
    for (const [key, users] of Map.groupBy(taken, ({ key }) => key)) {
      for (const [index, { workload, port }] of users.entries()) {
        const others = users.slice(0, index);
        const clashing = others.find(other => overlap(port, other.port) === true);
        const doubtful = others.find(other => overlap(port, other.port) === undefined);
        if (isReplicated(workload)) yield withItself(workload, key);
        if (clashing !== undefined) yield clash(workload, clashing.workload, key);
        else if (doubtful !== undefined) yield doubt(workload, doubtful.workload, key);
      }
    }
  },
});

/** Whether there are several containers of it on one host: a Swarm spreads those of a service over its nodes. */
function isReplicated({ kind, replicas }: Workload): boolean {
  return kind === "container" && !isUnknown(replicas) && replicas > 1;
}

function withItself(workload: Workload, key: string): Found {
  const message = `The ${String(workload.replicas)} replicas of workload ${workload.id} all publish at port ${key} of the host.`;
  const remedy = "Publish a range of ports, one for each replica, or none and put a proxy before them.";
  return { subject: workloadSubject(workload), ...violated(`${key} replicas`, message, remedy) };
}

function clash(workload: Workload, other: Workload, key: string): Found {
  const message = `Workloads ${other.id} and ${workload.id} both publish at port ${key} of the host.`;
  return { subject: workloadSubject(workload), ...violated(`${key} ${other.id}`, message) };
}

function doubt(workload: Workload, other: Workload, key: string): Found {
  const statement = `workloads ${other.id} and ${workload.id} publish at the same port ${key} of the host`;
  const found: Case = unsure(`${key} ${other.id}`, statement, "an address is not known yet");
  return { subject: workloadSubject(workload), ...found };
}

/** Whether two publications want the same address; undefined where one is not known. Those of two families never do. */
function overlap(one: PublishedPort, other: PublishedPort): boolean | undefined {
  const [left, right] = [one.address, other.address];
  if (isUnknown(left) || isUnknown(right)) return undefined;
  if (left === right) return true;
  return (
    (isAnyAddress(left) || isAnyAddress(right)) &&
    (isEveryFamily(left, right) || isIPv6(left) === isIPv6(right))
  );
}

/** An address that is not given is every one of both families. */
function isEveryFamily(left: string, right: string): boolean {
  return left === "" || right === "";
}

function isIPv6(address: string): boolean {
  return address.includes(":");
}

function isAny(address: Maybe<string>): Maybe<boolean> {
  return isUnknown(address) ? address : isAnyAddress(address);
}

function isBeyondHost(address: Maybe<string>): Maybe<boolean> {
  return isUnknown(address) ? address : !isLoopbackAddress(address);
}

export const publishing: Family = {
  id: "publishing",
  title: "Published ports",
  about: "What the host opens to others on behalf of containers.",
  rules: [wildcard, adminPort, ssh, all, lowPort, duplicate, withoutEffect, hostMode],
};
