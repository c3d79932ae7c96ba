import { type Flow, nameOutside, type Topology } from "../../topology/index.ts";
import { addressesIn } from "../blocks.ts";
import type { Attempted, Greeting } from "../helper/answers.ts";
import type { NamespaceHelper } from "../helper/namespaceHelper.ts";
import type { Egress } from "./report.ts";
import type { Resident } from "./scene.ts";

/** A call beyond the host by a name, and what came of it. */
export interface NamedTried {
  /** Who called: a workload with a list, or the relay of one by itself. */
  readonly from: string;
  readonly to: string;
  /** What was called in its place, which nobody lists and is to be refused: a name, or an address beside a block. */
  readonly stray?: string;
  readonly found: Attempted;
}

/** Nobody can have this name. */
const strayName = "not-listed.bulkhead.invalid";
/** Nor are these anybody's; one of them may lie in a block. @see https://www.rfc-editor.org/rfc/rfc5737 */
const strayAddresses = ["192.0.2.1", "198.51.100.1", "203.0.113.1"];

/** Milliseconds that a call may take, with a look-up and a handshake beyond the host. */
const patience = 8000;

/** Tries from a place what its workloads list; and from a relay, whether it gets through to them itself. */
export async function askNamed(
  residents: readonly Pick<Resident, "workload" | "stranger" | "inHost">[],
  helper: Pick<NamespaceHelper, "greet">,
  { flows }: Topology,
): Promise<NamedTried[]> {
  const asked = residents
    .filter(({ stranger, inHost }) => !stranger && !inHost)
    .flatMap(({ workload }) => {
      const own = flows.filter(({ from, to }) => from === workload && single(to) !== undefined);
      const strays = distinct(own.filter(({ via, speaks }) => via === "relay" && speaks !== undefined));
      const direct = flows.filter(flow => flow.from === workload && isByAddress(flow));
      return [
        ...own.map(flow => ({ from: workload, to: placeOf(flow), said: greeting(flow) })),
        ...strays.map(flow => {
          const said = greeting(flow, strayName);
          return { from: workload, to: placeOf(flow), stray: strayName, said };
        }),
        ...distinct(direct).flatMap(flow => {
          const stray = strayBeside(direct.map(({ to }) => nameOutside(to) ?? ""));
          if (stray === undefined) return [];
          const said = { host: stray, port: Number(flow.port), said: "", speaks: "tcp" } as const;
          return [{ from: workload, to: placeOf(flow), stray, said }];
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
    return first.stray === undefined
      ? [namedEgress(first, group, control)]
      : strayEgress(first, first.stray, group);
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

/** That what nobody lists is refused goes without saying. */
function strayEgress({ from, to }: NamedTried, stray: string, group: readonly NamedTried[]): Egress[] {
  if (!group.some(({ found }) => found.found === "open")) return [];
  return [
    {
      from,
      to: to.replace(nameOutside(to) ?? "", `${stray}:${to.split(":").at(-1)}`),
      declared: false,
      found: "open",
      control: true,
      verdict: "excess",
      cause: `the relay of ${from} passes on what is for ${stray}, which nobody lists`,
      remedy: "Run `pulumi up --refresh`: its configuration is not the one that the stack wrote.",
    },
  ];
}

/** The name of a part of the outside that is one host; undefined for domains, blocks and DNS. */
function single(to: string): string | undefined {
  const name = nameOutside(to);
  return name === undefined || !name.includes(".") || /[*/]/.test(name) ? undefined : name;
}

/** Whether a relay is called at the addresses of a block: what goes by a name says in which way. */
function isByAddress({ to, via, speaks }: Flow): boolean {
  return via === "relay" && speaks === undefined && nameOutside(to)?.includes("/") === true;
}

/** An address that is in none of some blocks; undefined where they hold all that could be tried. */
function strayBeside(blocks: readonly string[]): string | undefined {
  const list = addressesIn(...blocks);
  return strayAddresses.find(address => !list.check(address));
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
