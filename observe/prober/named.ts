import { type Flow, nameOutside, type Topology } from "../../topology/index.ts";
import type { Attempted, Greeting } from "../helper/answers.ts";
import type { NamespaceHelper } from "../helper/namespaceHelper.ts";
import type { Egress } from "./report.ts";
import type { Resident } from "./scene.ts";

/** A call beyond the host by a name, and what came of it. */
export interface NamedTried {
  /** Who called: a workload with a list, or the relay of one by itself. */
  readonly from: string;
  readonly to: string;
  /** One that nobody lists: it is to be refused. */
  readonly stray: boolean;
  readonly found: Attempted;
}

/** Nobody can have this name. */
const strayName = "not-listed.bulkhead.invalid";

/** Milliseconds that a call may take, with a look-up and a handshake beyond the host. */
const patience = 8000;

/** Tries from a place what its workloads list; and from a relay, whether it gets through to them itself. */
export async function askNamed(
  residents: readonly Resident[],
  helper: NamespaceHelper,
  { flows }: Topology,
): Promise<NamedTried[]> {
  const asked = residents
    .filter(({ stranger, inHost }) => !stranger && !inHost)
    .flatMap(({ workload }) => {
      const own = flows.filter(({ from, to }) => from === workload && single(to) !== undefined);
      const strays = distinct(own.filter(({ via, speaks }) => via === "relay" && speaks !== undefined));
      return [
        ...own.map(flow => ({ from: workload, to: placeOf(flow), stray: false, said: greeting(flow) })),
        ...strays.map(flow => {
          return { from: workload, to: placeOf(flow), stray: true, said: greeting(flow, strayName) };
        }),
      ];
    });
  if (asked.length === 0) return [];
  const found = await helper.greet(
    asked.map(({ said }) => said),
    patience,
  );
  return asked.map(({ said: _, ...one }, index) => {
    return { ...one, found: found[index] ?? { found: "unreachable", took: 0 } };
  });
}

/** Holds what was tried against what is declared, for the replicas of a workload together. */
export function judgeNamed(topology: Topology, tried: readonly NamedTried[]): Egress[] {
  const relays = new Map(
    topology.flows.filter(({ via }) => via === "relay").map(({ from, to }) => [`${from} ${to}`, from]),
  );
  const listed = tried.filter(({ from, to }) => relays.has(`${from} ${to.replace(/:\d+$/, "")}`));
  const groups = Map.groupBy(listed, ({ from, to, stray }) => `${from} ${to} ${stray}`);
  return [...groups.values()].flatMap((group): Egress[] => {
    const [first] = group;
    if (first === undefined) return [];
    const control = tried.some(
      ({ from, to, found }) => to === first.to && found.found === "open" && isRelayFor(topology, from, to),
    );
    return first.stray ? strayEgress(first, group) : [namedEgress(first, group, control)];
  });
}

function isRelayFor({ workloads }: Topology, id: string, place: string): boolean {
  const relay = workloads.find(workload => workload.id === id);
  return relay?.forwards.some(({ to }) => place.startsWith(`${to}:`)) ?? false;
}

function namedEgress({ from, to }: NamedTried, group: readonly NamedTried[], control: boolean): Egress {
  const failed = group.find(({ found }) => found.found !== "open");
  const found = failed?.found.found ?? "open";
  const result = { from, to, declared: true, found, control: control || failed === undefined };
  if (failed === undefined) return { ...result, verdict: "ok" };
  const place = to.slice("outside ".length);
  if (!control) {
    return {
      ...result,
      verdict: "inconclusive",
      cause: `not even the relay reaches ${place} by itself, so that ${from} does not proves nothing`,
      remedy:
        "See whether the name leads anywhere, and whether the host's firewall lets the engine's bridges out.",
    };
  }
  return {
    ...result,
    verdict: "missing",
    cause: `${from} lists ${place}, and it is ${found} from there, while the relay reaches it`,
    remedy: "See what the relay refused and why: `bulkhead egress observe`.",
  };
}

/** That a name nobody lists is refused goes without saying. */
function strayEgress({ from, to }: NamedTried, group: readonly NamedTried[]): Egress[] {
  if (!group.some(({ found }) => found.found === "open")) return [];
  return [
    {
      from,
      to: to.replace(nameOutside(to) ?? "", `${strayName}:${to.split(":").at(-1)}`),
      declared: false,
      found: "open",
      control: true,
      verdict: "excess",
      cause: `the relay of ${from} passes on what is for ${strayName}, which nobody lists`,
      remedy: "Run `pulumi up --refresh`: its configuration is not the one that the stack wrote.",
    },
  ];
}

/** The name of a part of the outside that is one host; undefined for domains, blocks and DNS. */
function single(to: string): string | undefined {
  const name = nameOutside(to);
  return name === undefined || !name.includes(".") || /[*/]/.test(name) ? undefined : name;
}

/** `outside api.example.com:443` */
function placeOf({ to, port }: Flow): string {
  return `${to}:${port}`;
}

function greeting({ to, port, speaks }: Flow, said = single(to) ?? ""): Greeting {
  return { host: single(to) ?? "", port: Number(port), said, speaks: speaks ?? "tcp" };
}

/** One for each port: what is refused there is refused whatever name leads to it. */
function distinct(flows: readonly Flow[]): Flow[] {
  return [...new Map(flows.map(flow => [flow.port, flow])).values()];
}
