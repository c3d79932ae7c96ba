import { type Cause, type Edge, hostId, type Mechanism, othersId, outsideId } from "../../topology/index.ts";
import { allowedBy, flowsSetting } from "../allowedFlows.ts";
import { sentence, unsure, violated } from "../found.ts";
import { type Family, type Found, rule, type Subject } from "../rule.ts";
import type { World } from "../world.ts";

const undeclared = rule({
  id: "undeclared-edge",
  title: "No workload reaches another unless that is declared",
  severity: "high",
  level: "mandatory",
  rationale:
    "Who may call whom is the plan of a system. A way that nobody declared is one that nobody reviewed, and how a break-in spreads from the web to the data: by a network that both are on, by a published port at the host's address, or past a container that routes.",
  remedy:
    "Take the two apart (a network for each pair of client and server), or declare the flow if it is meant: `link`, `routes` or `flows`.",
  settings: { flows: flowsSetting },
  *check({ world, settings: { flows } }) {
    const isAllowed = allowedBy(flows, world);
    const edges = world.excess.filter(
      edge =>
        isBetweenWorkloads(edge) &&
        isJudged(edge, world, flows.length > 0) &&
        !isAllowed(edge) &&
        !isCallBack(edge, world) &&
        isLeft(edge),
    );
    yield* ofPairs(edges, world, (from, to, ports) => `Workload ${from} reaches ${to} on ${ports}`);
  },
});

const callBack = rule({
  id: "call-back",
  title: "Servers cannot call their clients back",
  severity: "low",
  level: "advisory",
  rationale:
    "A bridge has no direction: whoever takes over a server can call every client of it on the ports that client listens on. Docker offers nothing against it on one network.",
  remedy:
    "Let the client listen on the networks of its own clients only (`listenVariable`), or put a OneWayLink or a SharedSocket between the two.",
  settings: { flows: flowsSetting },
  *check({ world, settings: { flows } }) {
    const isAllowed = allowedBy(flows, world);
    const edges = world.excess.filter(
      edge => isBetweenWorkloads(edge) && isCallBack(edge, world) && !isAllowed(edge) && isLeft(edge),
    );
    yield* ofPairs(edges, world, (from, to, ports) => `Server ${from} can call its client ${to} on ${ports}`);
  },
});

const exposure = rule({
  id: "undeclared-exposure",
  title: "Nothing is open to the outside unless that is declared",
  severity: "critical",
  level: "mandatory",
  rationale:
    "In a stack that says who may call whom, a way in from outside that it does not name was opened by mistake.",
  remedy: "Publish at 127.0.0.1, or declare it: `publish` of a workload, or a flow from `outside`.",
  settings: { flows: flowsSetting },
  *check({ world, settings: { flows } }) {
    if (world.topology.flows.length === 0 && flows.length === 0) return;
    const isAllowed = allowedBy(flows, world);
    const edges = world.excess.filter(edge => edge.from === outsideId && !isAllowed(edge) && isLeft(edge));
    yield* ofPairs(edges, world, (_from, to, ports) => `The outside reaches ${to} on ${ports}`);
  },
});

const egress = rule({
  id: "undeclared-egress",
  title: "Nothing goes out unless that is declared",
  severity: "medium",
  level: "advisory",
  rationale:
    "A way out is what a break-in needs next: to fetch tools, to report, to carry data away. Few services need one.",
  remedy: "Make its networks internal; where it must go out, say so: `egress: true`.",
  settings: { flows: flowsSetting },
  *check({ world, settings: { flows } }) {
    if (world.topology.flows.length === 0 && flows.length === 0) return;
    const isAllowed = allowedBy(flows, world);
    const edges = world.excess.filter(edge => edge.to === outsideId && !isAllowed(edge) && isLeft(edge));
    yield* ofPairs(edges, world, from => `Workload ${from} has a way out`);
  },
});

const missing = rule({
  id: "declared-flow-missing",
  title: "Every declared flow exists",
  severity: "high",
  level: "mandatory",
  rationale:
    "Keeping everything apart is easy, and no system. What was declared and cannot work fails after the deployment, in the middle of the night.",
  remedy: "Put both on one network, open the port it names, or remove the declaration.",
  *check({ world }) {
    for (const edge of world.missing) {
      const { from, to, via } = edge;
      const why = via.map(({ detail }) => detail).join("; ");
      const certain = edge.verdict === "denied";
      const message = certain
        ? `${from} cannot reach ${to} on ${portOf(edge)}, as is declared: ${why}.`
        : `It cannot be told whether ${from} reaches ${to} on ${portOf(edge)}, as is declared: ${why}.`;
      const verdict = certain ? "violated" : "unknown";
      yield { subject: subjectOf(edge, world), verdict, evidence: portOf(edge), message };
    }
  },
});

const nothingDeclared = rule({
  id: "flows-undeclared",
  title: "The stack says who may call whom",
  severity: "low",
  level: "advisory",
  rationale:
    "Where nothing is declared, nothing can be held against what is open: every way between workloads passes.",
  remedy:
    "Declare it: `link`, `routes` or `flows` of Bulkhead's components, the label bulkhead.tier, or `flows` in the config of undeclared-edge.",
  settings: { flows: flowsSetting },
  *check({ world, settings: { flows } }) {
    const { topology } = world;
    if (flows.length > 0 || topology.flows.length > 0) return;
    const ways = world.excess.filter(edge => isBetweenWorkloads(edge) && !isJudged(edge, world, false));
    const open = ways.filter(({ verdict }) => verdict === "allowed");
    const [first] = open.length > 0 ? open : ways;
    if (first === undefined) return;
    const example = `${first.from} reaches ${first.to} on ${portOf(first)}`;
    const why = first.via.map(({ detail }) => detail).join("; ");
    const found =
      open.length > 0
        ? violated(
            "flows",
            `${open.length} ways between workloads are open, and nothing says which are meant: ${example}, for one.`,
          )
        : unsure("flows", `${example}, which nothing declares`, why);
    yield { subject: { name: "stack" }, ...found };
  },
});

/** Ways that rules of their own are about: by the host, which opens everything, or by files. */
const othersMatter: ReadonlySet<Mechanism> = new Set<Mechanism>([
  ...(["host network", "runtime socket", "privileged", "capability", "host path"] as const),
  ...(["device", "host processes", "shared volume"] as const),
]);

function isLeft({ via }: Edge): boolean {
  return via.some(({ mechanism }) => !othersMatter.has(mechanism));
}

function isBetweenWorkloads({ from, to }: Edge): boolean {
  return ![from, to].some(end => end === hostId || end === outsideId || end === othersId);
}

/** Whether it is to be declared: where anything is, everything must; otherwise what crosses from one tier to another. */
function isJudged({ from, to }: Edge, world: World, declares: boolean): boolean {
  if (declares || world.topology.flows.length > 0) return true;
  const [one, other] = [world.workload(from)?.tier, world.workload(to)?.tier];
  return one !== undefined && other !== undefined && one !== other;
}

/** Whether it is but the other direction of a declared flow, on the network that carries that. */
function isCallBack({ from, to, via }: Edge, world: World): boolean {
  return world.hasFlow(to, from) && via.every(({ mechanism }) => mechanism === "shared network");
}

/** One finding for each pair that reaches each other for certain; what is not known is put together by its reason. */
function* ofPairs(
  edges: readonly Edge[],
  world: World,
  statement: (from: string, to: string, ports: string) => string,
): Generator<Found> {
  const certain = edges.filter(({ verdict }) => verdict === "allowed");
  for (const group of Map.groupBy(certain, ({ from, to }) => `${from} ${to}`).values()) {
    const [first] = group;
    if (first === undefined) continue;
    const ports = group.map(portOf).sort().join(", ");
    const causes = distinctCauses(group);
    const message = `${statement(first.from, first.to, ports)}: ${causes.map(({ detail }) => detail).join("; ")}.`;
    const ways = causes.map(({ remedy }) => remedy ?? "").filter(remedy => remedy !== "");
    const remedy = `${sentence([...new Set(ways)].join("; "))} Or declare it, if it is meant.`;
    const known = ways.length === 0 ? {} : { remedy };
    yield { subject: subjectOf(first, world), verdict: "violated", evidence: ports, message, ...known };
  }
  const doubtful = edges.filter(({ verdict }) => verdict === "unknown");
  for (const [why, group] of Map.groupBy(doubtful, edge => distinctCauses([edge])[0]?.detail ?? "")) {
    const [first] = group;
    if (first === undefined) continue;
    const more = group.length === 1 ? "" : ` (and ${group.length - 1} further ways)`;
    const message = `It cannot be told whether ${first.from} reaches ${first.to} on ${portOf(first)}${more}: ${why}.`;
    yield { subject: subjectOf(first, world), verdict: "unknown", evidence: why, message };
  }
}

/** What lets the edges through, each cause once, without those that rules of their own are about. */
function distinctCauses(edges: readonly Edge[]): Cause[] {
  const causes = edges.flatMap(({ via }) => via).filter(({ mechanism }) => !othersMatter.has(mechanism));
  return [...new Map(causes.map(cause => [cause.detail, cause])).values()];
}

/** Named by both ends; shown where the server is. */
function subjectOf({ from, to }: Edge, world: World): Subject {
  const end = world.workload(to) ?? world.workload(from);
  return { name: `flow/${from}->${to}`, origin: end?.origin, source: end?.source };
}

function portOf({ port, protocol }: Edge): string {
  return port === "any" ? `any ${protocol} port` : `${port}/${protocol}`;
}

export const reachability: Family = {
  id: "reachability",
  title: "Reachability",
  about:
    "Whether what is open is what was declared: computed over networks, published ports and everything else that lets a connection through.",
  rules: [undeclared, callBack, exposure, egress, missing, nothingDeclared],
};
