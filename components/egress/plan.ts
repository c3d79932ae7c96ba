import { dnsOutside, type Forward, outsideNamed } from "../../topology/index.ts";
import type { Problems } from "../check/problems.ts";
import { dnsName } from "../check/schemas.ts";
import { checkUnique } from "../check/unique.ts";
import { type Allocation, ownRequest } from "../network/allocate.ts";
import { nowhere, type Place, roomIn } from "../network/subnets.ts";
import { serverArgs, serverFile, threadsWithin } from "../patterns/servers/server.ts";
import type { EgressPlan } from "../plan/egress.ts";
import { type NetworkPlan, ownNetwork } from "../plan/network.ts";
import { onEngine } from "../plan/placement.ts";
import type { Plan } from "../plan/plan.ts";
import type { Attachment, Call, FixedPlace, WrittenFile } from "../plan/workload.ts";
import type { EgressRelayArgs } from "../workload/args/egress.ts";
import type { WorkloadArgs } from "../workload/args/workload.ts";
import { workloadOf, workloadPlan } from "../workload/filled.ts";
import { outerAt } from "../workload/outer.ts";
import { type ReadWorkload, readWorkload } from "../workload/read.ts";
import { type Direct, directCalls, directPlan, elsewhereThan, gatewayArgs, gatewayFile } from "./direct.ts";
import { behindFront, frontFlows, frontName, frontPlan } from "./front.ts";
import { besideItsBridge, gatewayUser } from "./gateway.ts";
import { egressRelayConfig } from "./relayConfig.ts";
import { egressResolverConfig, ownName, resolverCommand, resolverPath } from "./resolverConfig.ts";
import {
  asksAnything,
  type EgressPort,
  type EgressRuleArgs,
  egressEntries,
  egressPorts,
  goesByAddress,
} from "./rules.ts";

/** The list of whom a workload may call beyond the host; undefined where it has none. */
export function egressListOf({ egress }: Partial<WorkloadArgs>): readonly EgressRuleArgs[] | undefined {
  return Array.isArray(egress) && egress.length > 0 ? (egress as readonly EgressRuleArgs[]) : undefined;
}

/** The networks of a list: to the relay, to the resolver, and those by which they go out. */
interface Networks<T> {
  readonly calls: T;
  /** By which the relay is called at the addresses of others, where blocks are listed that go by them. */
  readonly direct: T | undefined;
  readonly lookups: T;
  /** To the relay in front, where the workload publishes, and by which that does. */
  readonly front: T | undefined;
  readonly frontOut: T | undefined;
  readonly relayOut: T;
  /** Where any name may be asked for. */
  readonly resolverOut: T | undefined;
}

function networkNames({ id, publish }: ReadWorkload, rules: readonly EgressRuleArgs[]): Networks<string> {
  const publishes = publish.length > 0;
  return {
    front: publishes ? frontName(id) : undefined,
    frontOut: publishes ? outerName(frontName(id)) : undefined,
    calls: `${id}-egress`,
    direct: egressEntries(rules).some(goesByAddress) ? `${id}-direct` : undefined,
    lookups: resolverName(id),
    relayOut: outerName(relayName(id)),
    resolverOut: asksAnything(rules) ? outerName(resolverName(id)) : undefined,
  };
}

/** What these networks are to be called; none where the workload has no list. */
export function egressNetworks(read: ReadWorkload): string[] {
  const rules = egressListOf(read.args);
  if (rules === undefined) return [];
  return Object.values(networkNames(read, rules)).filter(name => name !== undefined);
}

/** Finds the networks their places, and makes the plan. What is wrong with a name or a place is said. */
export function planEgress(
  read: ReadWorkload,
  allocation: Allocation,
  problems: Problems,
): EgressPlan | undefined {
  const { id, args } = read;
  const rules = egressListOf(args);
  if (rules === undefined) return undefined;
  const placed = (name: string): Place => {
    checkName(name, problems);
    return allocation.place(ownRequest(name, args.pool));
  };
  const names = networkNames(read, rules);
  const places = {
    front: names.front === undefined ? undefined : placed(names.front),
    frontOut: names.frontOut === undefined ? undefined : placed(names.frontOut),
    calls: placed(names.calls),
    direct: names.direct === undefined ? undefined : placed(names.direct),
    lookups: placed(names.lookups),
    relayOut: placed(names.relayOut),
    resolverOut: names.resolverOut === undefined ? undefined : placed(names.resolverOut),
  };
  const helpers = [relayName(id), resolverName(id), ...(names.front === undefined ? [] : [frontName(id)])];
  for (const name of helpers) checkUnique("workload", name, "name", problems);
  checkRoom(read, places.calls, problems);
  return egressAt(read, rules, places);
}

function checkName(name: string, problems: Problems): void {
  if (dnsName.safeParse(name).success) return;
  problems.add("name", `its segment's name ${name} is longer than 63 characters; give a shorter one`);
}

function checkRoom({ args }: ReadWorkload, place: Place, problems: Problems): void {
  const { replicas = 1, egressRelay } = args;
  const relays = egressRelay?.replicas ?? 1;
  if (place === nowhere || replicas + relays <= roomIn(place.block)) return;
  const members = `${replicas} replicas and ${relays} of their relay`;
  problems.add("pool", `a /${place.block.prefix} has no room for ${members}; give pool a shorter prefix`, [
    "egressRelay",
    "replicas",
  ]);
}

/** The last addresses of their networks are the relays' and the resolver's. */
const fromEnd = 1;

/** MiB. */
const usualMemory = 64;

/** The plan, with its networks at some places. */
function egressAt(read: ReadWorkload, rules: readonly EgressRuleArgs[], places: Networks<Place>): EgressPlan {
  const { id, args } = read;
  const labels = { ...args.labels, "bulkhead.app": args.app ?? id };
  const names = networkNames(read, rules);
  const near = ownNetwork(names.calls, "internal", places.calls, labels, onEngine);
  const lookups = ownNetwork(names.lookups, "internal", places.lookups, labels, onEngine);
  const entries = egressEntries(rules);
  const ports = egressPorts(entries.filter(entry => !goesByAddress(entry)));
  const direct = directPlan(entries, near, names.direct, places.direct, labels);
  const all = [...ports, ...(direct?.ports ?? [])];
  const anything = asksAnything(rules);
  const resolver = resolverPlan(read, { near, lookups }, ports, places.resolverOut);
  const called = all.length === 0 ? [] : [relayPlan(read, { near, direct }, ports, places.relayOut)];
  const front = frontOf(read, names, places, labels);
  const plans = [...called, resolver, ...(front === undefined ? [] : [front.plan])];
  const shared = [
    ...(called.length === 0 ? [] : [near]),
    lookups,
    ...(direct === undefined ? [] : [direct.plan]),
  ];
  const attachments = shared.map(({ network }): Attachment => {
    return { network, name: undefined, serves: false, aliases: [], ports: undefined };
  });
  return {
    networks: [
      ...shared,
      ...(front === undefined ? [] : [front.near]),
      ...plans.flatMap(({ networks }) => networks),
    ],
    attachments: front === undefined ? attachments : [...attachments, behindFront(read, front.near)],
    publishedBy: front && frontName(id),
    flows: front === undefined ? [] : frontFlows(read),
    workloads: plans.map(workloadOf),
    servers: fixedPlaces(lookups, args),
    calls: [
      ...all.flatMap((port): Call[] => [
        { to: relayName(id), port: port.port, protocol: "tcp", reason: "egress" },
        ...port.targets.map((target): Call => {
          const to = outsideNamed(target.name);
          const speaks = port.protocol === "tcp" ? {} : { speaks: port.protocol };
          return { to, port: port.port, protocol: "tcp", via: "relay", ...speaks, reason: "egress" };
        }),
      ]),
      ...(["udp", "tcp"] as const).flatMap((protocol): Call[] => [
        { to: resolverName(id), port: 53, protocol, reason: "names of its egress" },
        ...(anything
          ? [{ to: dnsOutside, port: 53, protocol, via: "relay", reason: "egress of DNS" } as const]
          : []),
      ]),
    ],
    sysctls: direct === undefined ? {} : besideItsBridge,
  };
}

function frontOf(
  read: ReadWorkload,
  { front }: Networks<string>,
  places: Networks<Place>,
  labels: Readonly<Record<string, string>>,
): { readonly near: NetworkPlan; readonly plan: Plan } | undefined {
  if (front === undefined || places.front === undefined || places.frontOut === undefined) return undefined;
  const near = ownNetwork(front, "internal", places.front, labels, onEngine);
  const common = commonArgs(read.args, read.args.egressRelay ?? {});
  return { near, plan: frontPlan(read, near, places.frontOut, common) };
}

type Own = ReturnType<typeof workloadPlan>;

function relayPlan(
  read: ReadWorkload,
  { near, direct }: { readonly near: NetworkPlan; readonly direct: Direct | undefined },
  ports: readonly EgressPort[],
  place: Place,
): Own {
  const { args } = read;
  const own: Partial<EgressRelayArgs> = args.egressRelay ?? {};
  const id = relayName(read.id);
  const all = [...ports, ...(direct?.ports ?? [])];
  const relay = readWorkload(
    id,
    {
      ...commonArgs(args, own),
      replicas: own.replicas,
      ports: [...new Set(all.map(({ port }) => port))],
      egress: true,
      ...(own.servers === undefined ? {} : { dns: { servers: own.servers } }),
      ...serverArgs("haproxy", own.hardening),
      ...(direct === undefined ? {} : gatewayArgs(own)),
      // What runs by then may come to its end.
      graceSeconds: 30,
      rollout: "rolling",
    },
    {
      attachments: [
        { value: member(near, direct && ports), path: "" },
        ...(direct === undefined ? [] : [{ value: member(direct.plan, direct.ports), path: "" }]),
      ],
    },
  );
  const outer = outerAt(relay, place);
  const threads = threadsWithin(own.limits);
  const { idleTimeout = 3600 } = own;
  const memory = own.limits?.memory ?? usualMemory;
  return workloadPlan(
    relay,
    { outer },
    {
      writtenFiles: [
        serverFile(
          "haproxy",
          where => {
            const calls = direct && directCalls(direct, [near, direct.plan, outer.network], where);
            const listen = direct === undefined ? where.listen : elsewhereThan(direct.plan, where);
            return egressRelayConfig({ listen, ports, direct: calls, threads, memory, idleTimeout });
          },
          direct && [near, direct.plan, outer.network].map(({ network }) => network.id),
        ),
        ...(direct === undefined ? [] : [gatewayFile(direct.plan, outer.network, own)]),
      ],
      stepsDownTo: direct && gatewayUser(own.hardening),
      // Of two with one address only one can be there.
      exclusive: true,
      calls: all.flatMap(port =>
        port.targets.map((target): Call => {
          return { to: outsideNamed(target.name), port: port.port, protocol: "tcp", reason: "passed on" };
        }),
      ),
      forwards: all.flatMap(port =>
        port.targets.map(target => forward(port.port, outsideNamed(target.name))),
      ),
    },
  );
}

function resolverPlan(
  read: ReadWorkload,
  { near, lookups }: Readonly<Record<"near" | "lookups", NetworkPlan>>,
  ports: readonly EgressPort[],
  place: Place | undefined,
): Own {
  const { args } = read;
  const own: Partial<EgressRelayArgs> = args.egressRelay ?? {};
  const forwards = place !== undefined;
  const resolver = readWorkload(
    resolverName(read.id),
    {
      ...commonArgs(args, own),
      replicas: own.replicas,
      ports: ["53/udp", "53/tcp"],
      egress: forwards,
      ...(own.servers === undefined || !forwards ? {} : { dns: { servers: own.servers } }),
      entrypoint: resolverCommand,
      command: [],
      health: { command: ["nslookup", ownName, "127.0.0.1"] },
      hardening: own.hardening,
      rollout: "rolling",
    },
    { attachments: [{ value: member(lookups), path: "" }] },
  );
  const write: WrittenFile["write"] = ({ addressAt, replica = 1 }) =>
    egressResolverConfig({
      address: addressAt({ network: lookups.network.id, fromEnd: fromEnd + replica - 1 }),
      relays: ports.length === 0 ? [] : fixedPlaces(near, args).map(addressAt),
      ports,
      forwards,
    });
  const networks = [near, lookups].map(({ network }) => network.id);
  return workloadPlan(
    resolver,
    { outer: place === undefined ? undefined : outerAt(resolver, place) },
    {
      writtenFiles: [{ path: resolverPath, networks, write }],
      exclusive: true,
      calls: forwards
        ? (["udp", "tcp"] as const).map(protocol => {
            return { to: dnsOutside, port: 53, protocol, reason: "passed on" };
          })
        : [],
      forwards: forwards ? [forward(53, dnsOutside)] : [],
    },
  );
}

/** Where the relays are on their network, or the resolvers on theirs: as many of the one as of the other. */
function fixedPlaces(
  { network }: NetworkPlan,
  { egressRelay: { replicas = 1 } = { image: "" } }: Partial<WorkloadArgs>,
): FixedPlace[] {
  return Array.from({ length: replicas }, (_, index) => ({ network: network.id, fromEnd: fromEnd + index }));
}

function forward(port: number, to: string): Forward {
  return { port, to, toPort: port };
}

function member({ network }: NetworkPlan, on?: readonly EgressPort[]): Attachment {
  const ports = on?.map(({ port }) => port);
  return { network, name: undefined, serves: true, aliases: [], ports, fromEnd };
}

/** What relay and resolver have in common with each other, and with whom they are for. */
function commonArgs(
  { labels, app, placement, transform: _ }: Partial<WorkloadArgs>,
  { image, limits }: Partial<EgressRelayArgs>,
): Partial<WorkloadArgs> {
  return {
    image: image ?? "",
    labels,
    app,
    placement,
    limits: { ...limits, memory: limits?.memory ?? usualMemory },
  };
}

export function relayName(id: string): string {
  return `${id}-relay`;
}

export function resolverName(id: string): string {
  return `${id}-names`;
}

function outerName(id: string): string {
  return `${id}-outer`;
}
