import { z } from "zod";
import type { Flow, Network } from "../../../topology/index.ts";
import { type Complain, duplicates } from "../../check/complain.ts";
import { pick } from "../../check/pick.ts";
import { Problems } from "../../check/problems.ts";
import { dnsName, exactly, image, portNumber } from "../../check/schemas.ts";
import { Allocation, type SubnetRequest } from "../../network/allocate.ts";
import { segmentFacts } from "../../network/facts.ts";
import { publishedTo, topologyWorkload } from "../../plan/fragment.ts";
import { checkHostPorts } from "../../plan/hostPorts.ts";
import { checkNames } from "../../plan/names.ts";
import { type NetworkPlan, ownNetwork } from "../../plan/network.ts";
import { joinable, type PairPlan } from "../../plan/pairs.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Port, Publish } from "../../plan/ports.ts";
import type { Attachment } from "../../plan/workload.ts";
import { workloadOf, workloadPlan } from "../../workload/filled.ts";
import { segment, workloadFields } from "../../workload/form.ts";
import { callsOf, type Endpoint, isLinkable, type LinkTarget } from "../../workload/link.ts";
import { placeOuter } from "../../workload/outer.ts";
import { pairNetwork } from "../../workload/pairs.ts";
import { placementOf } from "../../workload/placement.ts";
import { namingOf, type ServerPlan } from "../../workload/plan.ts";
import { readWorkload } from "../../workload/read.ts";
import { checkRules } from "../../workload/rules/rules.ts";
import type { OneWayLinkArgs } from "./args.ts";
import { relayExtra, relayedPorts, relayWorkload } from "./workload.ts";

/** The form of a one-way link's arguments. */
export const oneWayLinkSchema = exactly({
  to: z.custom<unknown>(isLinkable, "give a Workload, a Proxy, a Database or a OneWayLink"),
  segment: segment.optional(),
  ports: z.array(portNumber).min(1, "give at least one, or leave it out").optional(),
  image,
  server: z.enum(["haproxy", "nginx"]).optional(),
  ...pick(workloadFields, "hostname", "replicas", "publish"),
  idleTimeout: z.int("give a whole number of seconds").min(1, "give 1 or more").optional(),
  subnet: z.string().optional(),
  ...pick(
    workloadFields,
    "pool",
    "hardening",
    "limits",
    "labels",
    "app",
    "tier",
    "placement",
    "after",
    "transform",
  ),
});

/**
 * Reads a link's arguments.
 *
 * @throws ArgumentError with everything that is wrong.
 */
export function planOneWayLink(name: string, args: OneWayLinkArgs): ServerPlan {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  const sound: Partial<OneWayLinkArgs> = problems.form("", oneWayLinkSchema, args);
  const complain: Complain = (path, reason, unless) => problems.add(path, reason, unless);
  const target = sound.to?.linkTarget();
  checkPorts(sound, complain);
  if (target !== undefined && sound.segment !== undefined) {
    checkFarSide(target, segmentFacts.get(sound.segment).network, complain);
  }
  if (target !== undefined) checkRelayed(sound, target, complain);
  if (placementOf(sound.placement).kind === "swarm") {
    const reason = "a relay calls each replica by a name of its own, and tasks of a Swarm have none";
    problems.add(
      "placement",
      `${reason}; put a Proxy between the two, or share a segment on which the client listens nowhere (listenVariable)`,
    );
  }
  const allocation = new Allocation(problems);
  const nearPlace = allocation.place(nearRequest(name, sound));
  const { labels, app = name } = sound;
  const nearLabels = { ...labels, "bulkhead.app": app };
  const near = ownNetwork(name, "internal", nearPlace, nearLabels, placementOf(sound.placement));
  const far = farSideOf(name, sound, allocation, problems);
  const relay = relayPlan(name, sound, { near, target, far, allocation }, problems);
  problems.throwIfAny("OneWayLink", name);
  if (relay === undefined || target === undefined) throw new Error(`OneWayLink "${name}" has no end.`);
  return { plan: relay, endpoint: endpointOf(relay, sound, target) };
}

/** The network on which a relay calls its server. */
interface FarSide extends Pick<Attachment, "network" | "name"> {
  /** Undefined where it is a segment that there is. */
  readonly pair?: PairPlan;
}

/** The segment that is given, or one of the pair's own; undefined where nobody knows. */
function farSideOf(
  name: string,
  args: Partial<OneWayLinkArgs>,
  allocation: Allocation,
  problems: Problems,
): FarSide | undefined {
  if (args.segment !== undefined) return segmentFacts.get(args.segment);
  const meets = args.to?.linkTarget().meets;
  if (meets !== undefined) return { network: meets.network, name: meets.name };
  if (args.to === undefined || problems.malformed("segment")) return undefined;
  const server = joinable.find(args.to);
  const { workload } = args.to.linkTarget();
  if (!server?.open()) {
    const reason = `${workload.name} is given no network any more; give a segment on which it is called`;
    problems.add("segment", reason, ["to"]);
    return undefined;
  }
  const network = pairNetwork({ id: name, args }, workload.id, "name", allocation, problems);
  return { network: network.network, name: undefined, pair: { network, server } };
}

/** What a relay stands between. */
interface Sides {
  readonly near: NetworkPlan;
  readonly target: LinkTarget | undefined;
  readonly far: FarSide | undefined;
  readonly allocation: Allocation;
}

/** The relay: it listens on the near side, and only calls on the far one. */
function relayPlan(
  name: string,
  args: Partial<OneWayLinkArgs>,
  { near, target, far, allocation }: Sides,
  problems: Problems,
): Plan | undefined {
  if (target === undefined || far === undefined) {
    const { replicas = 1 } = args;
    checkNames({ id: name, hostname: name, replicas, attachments: [] }, undefined, problems);
    return undefined;
  }
  const side = { aliases: [], ports: undefined };
  const farSide: Attachment = { ...side, network: far.network, name: far.name, serves: false };
  const nearSide: Attachment = { ...side, network: near.network, name: undefined, serves: true };
  const read = readWorkload(name, relayWorkload(args, target), {
    attachments: [{ value: farSide, path: "segment" }],
  });
  checkNames({ ...namingOf(read), hostname: name }, undefined, problems);
  checkHostPorts(name, read.publish, problems);
  checkRules(read, problems);
  const outer = placeOuter(read, allocation, problems);
  const given = far.pair === undefined ? read.attachments : [];
  const attachments = [...given, { value: nearSide, path: "" }];
  const plan = workloadPlan(
    { ...read, attachments },
    { outer, pairs: far.pair === undefined ? [] : [far.pair] },
    {
      ...relayExtra(args, target, far.network.id),
      networks: [near],
    },
  );
  const published = read.publish.map(({ value }) => value);
  return { ...plan, flows: [...plan.flows, ...passedOn(target, published)] };
}

/** What is published by a relay comes past it to its server, and past that to whom that passes it on. */
function passedOn({ workload, behind = [] }: LinkTarget, published: readonly Publish[]): Flow[] {
  const ends = [workload.id, ...new Set(behind.map(({ to }) => to))];
  return ends.flatMap(to => publishedTo(to, published, "relay"));
}

function checkPorts({ ports = [] }: Pick<OneWayLinkArgs, "ports">, complain: Complain): void {
  duplicates(ports.map(String)).forEach(([index, port]) => {
    complain(`ports[${index}]`, `${port} stands there twice; leave one out`);
  });
}

/** What the near side is to be given. */
function nearRequest(name: string, { subnet, pool }: Partial<OneWayLinkArgs>): SubnetRequest {
  return { name, subnet, pool, namePath: "name", subnetPath: "subnet", poolPath: "pool" };
}

function checkFarSide({ workload }: Endpoint, network: Network, complain: Complain): void {
  const called = workload.attachments.some(
    ({ network: id, aliases }) => id === network.id && aliases.length > 0,
  );
  if (!called) {
    complain("segment", `${workload.name} is not called on ${network.id}; add that to its segments`);
  } else if (network.memberTraffic === false) {
    complain("segment", `${network.id} lets its members not reach each other; take one of kind internal`);
  } else if (network.internal !== true) {
    complain("segment", "a relay goes on internal segments only; take one of kind internal");
  }
}

function checkRelayed(
  args: Pick<OneWayLinkArgs, "ports" | "server">,
  { workload }: Endpoint,
  complain: Complain,
): void {
  const open = workload.ports.map(({ port }) => port);
  if (open.length === 0) {
    complain("to", `${workload.name} answers on no port; give it ports`);
    return;
  }
  args.ports?.forEach((port, index) => {
    if (open.includes(port)) return;
    complain(`ports[${index}]`, `${workload.name} does not answer on ${port}; it has ${open.join(", ")}`);
  });
  const passed = args.server === "nginx" ? ["tcp", "udp"] : ["tcp"];
  const foreign = relayedPorts(workload, args.ports).find(({ protocol }) => !passed.includes(protocol));
  if (foreign === undefined) return;
  const { port, protocol } = foreign;
  const remedy =
    protocol === "udp" ? 'take server "nginx", or leave it out of ports' : "leave it out of ports";
  complain("server", `${args.server ?? "haproxy"} passes no ${protocol} on, as ${port} is; ${remedy}`, [
    "ports",
  ]);
}

/** To its clients it is the server: the same name, the same ports, the same variables. */
function endpointOf(plan: Plan, args: Partial<OneWayLinkArgs>, server: LinkTarget): Endpoint {
  const workload = topologyWorkload(workloadOf(plan));
  const ports = relayedPorts(server.workload, args.ports);
  const passedOn = callsOf(server.workload, "link").filter(({ port, protocol }) =>
    ports.some(one => one.port === port && one.protocol === protocol),
  );
  return {
    workload,
    prefix: server.prefix,
    variables: () => server.variables({ host: workload.name, port: nearPort(server, ports) }),
    behind: [...passedOn.map(call => ({ ...call, via: "relay" as const })), ...(server.behind ?? [])],
  };
}

/** The port the server would tell, or the first that is passed on where that one is not. */
function nearPort({ workload }: LinkTarget, ports: readonly Port[]): number | undefined {
  const usual = workload.ports[0]?.port;
  return ports.some(({ port }) => port === usual) ? usual : ports[0]?.port;
}
