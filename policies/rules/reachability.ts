import { type Interest, isBeyond, outsideId } from "../../topology/index.ts";
import { flowsSetting } from "../allowedFlows.ts";
import { unsure, violated } from "../found.ts";
import { type Family, rule } from "../rule.ts";
import { portsText, subjectOf, undeclaredFindings } from "../undeclared.ts";
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
  compose: {
    remedy:
      "Take the two apart, a network for each pair of client and server; or allow it, if it is meant: `flows` in the config of undeclared-edge.",
  },
  settings: { flows: flowsSetting },
  *check({ world, settings: { flows } }) {
    const declares = flows.length > 0 || world.topology.flows.length > 0;
    // What most compose files say: nothing, which nothing can be held against.
    if (!declares && tiersIn(world).size < 2) return;
    const interest: Interest = {
      kindOf: tierOf(world),
      between: (from, to) => areWorkloads(from, to) && (declares || areOtherTiers(from, to)),
      // Of these call-back tells.
      pairs: { callersOf: world.calledBy, matter: false },
    };
    yield* undeclaredFindings(world.excess(flows, interest), world, (from, to, ports, several) =>
      several ? `${from} reach ${to} on ${ports}` : `workload ${from} reaches ${to} on ${ports}`,
    );
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
  compose: {
    remedy: "Let the client listen on the networks of its own clients only, or put a relay between the two.",
  },
  settings: { flows: flowsSetting },
  *check({ world, settings: { flows } }) {
    if (world.topology.flows.length === 0) return;
    const interest: Interest = {
      kindOf: tierOf(world),
      between: () => false,
      pairs: { callersOf: clientsServers(world), matter: true },
    };
    yield* undeclaredFindings(world.excess(flows, interest), world, (from, to, ports, several) =>
      several
        ? `${from} can call their client ${to} on ${ports}`
        : `server ${from} can call its client ${to} on ${ports}`,
    );
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
    const interest: Interest = {
      kindOf: id => (id === outsideId ? outsideId : nobody),
      between: from => from === outsideId,
    };
    yield* undeclaredFindings(
      world.excess(flows, interest),
      world,
      (_from, to, ports) => `the outside reaches ${to} on ${ports}`,
    );
  },
});

const egress = rule({
  id: "undeclared-egress",
  title: "Nothing goes out unless that is declared",
  severity: "medium",
  level: "advisory",
  rationale:
    "A way out is what a break-in needs next: to fetch tools, to report, to carry data away. Few services need one.",
  remedy: "Make its networks internal; where it must go out, say so: `egress` with the names it calls.",
  compose: { remedy: "Make its networks internal (`internal: true`)." },
  settings: { flows: flowsSetting },
  *check({ world, settings: { flows } }) {
    if (world.topology.flows.length === 0 && flows.length === 0) return;
    const tier = tierOf(world);
    const interest: Interest = {
      kindOf: id => (isBeyond(id) ? beyond : tier(id)),
      between: (from, to) => to === beyond && from !== beyond && from !== nobody,
    };
    yield* undeclaredFindings(world.excess(flows, interest), world, from => `workload ${from} has a way out`);
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
      const port = portsText([edge]);
      const found =
        edge.verdict === "denied"
          ? violated(port, `${from} cannot reach ${to} on ${port}, as is declared: ${why}.`)
          : unsure(port, `${from} reaches ${to} on ${port}, as is declared`, why);
      yield { subject: subjectOf(from, to, world), ...found };
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
  compose: {
    remedy:
      "Say of which tier each service is, by the label bulkhead.tier, or which calls are meant, by `flows` in the config of undeclared-edge.",
  },
  settings: { flows: flowsSetting },
  *check({ world, settings: { flows } }) {
    const { topology } = world;
    if (flows.length > 0 || topology.flows.length > 0) return;
    const interest: Interest = {
      kindOf: tierOf(world),
      between: (from, to) => areWorkloads(from, to) && !areOtherTiers(from, to),
    };
    const ways = world.excess([], interest);
    const open = ways.filter(({ verdict }) => verdict === "allowed");
    const [first] = open.length > 0 ? open : ways;
    if (first === undefined) return;
    const example = `${first.from.some[0]} reaches ${first.to.some[0]} on ${portsText(first.ports)}`;
    const count = open.reduce((sum, { from, to }) => sum + from.count * to.count, 0);
    const found =
      count > 0
        ? violated(
            "flows",
            `${count} ways between workloads are open, and nothing says which are meant: ${example}, for one.`,
          )
        : unsure("flows", `${example}, which nothing declares`, first.cause.detail);
    yield { subject: { name: "stack" }, ...found };
  },
});

/** Kinds of ends that are no workload described here. No tier is called so: these have a space before them. */
const nobody = "nobody";
const beyond = "beyond";
/** A workload of no tier. */
const noTier = " ";

/** The kind of an end: its tier, or that it has none, or is no workload that is described here. */
function tierOf(world: World): Interest["kindOf"] {
  return id => {
    const workload = world.workload(id);
    return workload === undefined ? nobody : `${noTier}${workload.tier ?? ""}`;
  };
}

function tiersIn({ topology }: World): ReadonlySet<string> {
  return new Set(topology.workloads.flatMap(({ tier }) => tier ?? []));
}

/** Whether both ends are workloads that are described here. */
function areWorkloads(from: string, to: string): boolean {
  return from !== nobody && to !== nobody;
}

/** Whether they are of two tiers: where nothing is declared, that much is. */
function areOtherTiers(from: string, to: string): boolean {
  return from !== noTier && to !== noTier && from !== to;
}

/** By client, the servers that it is declared to call and that could call it back. */
function clientsServers(world: World): ReadonlyMap<string, ReadonlySet<string>> {
  const isHere = (id: string): boolean => world.workload(id) !== undefined;
  return new Map(
    [...world.calledBy]
      .filter(([client]) => isHere(client))
      .map(([client, servers]) => [client, new Set([...servers].filter(isHere))]),
  );
}

export const reachability: Family = {
  id: "reachability",
  title: "Reachability",
  about:
    "Whether what is open is what was declared: computed over networks, published ports and everything else that lets a connection through.",
  rules: [undeclared, callBack, exposure, egress, missing, nothingDeclared],
};
