import { type Problems, pathText } from "../../check/problems.ts";
import { callPaths, type DeclaredFlow, serversFirst, tierEdges, waits } from "./flows.ts";
import { awaitedBy, type Tier } from "./tiers.ts";

/** Checks that every declared call has two ends, a port, and an order in which its ends can be made. */
export function checkFlows(
  flows: readonly DeclaredFlow[],
  tiers: ReadonlyMap<string, Tier>,
  problems: Problems,
): void {
  const names = [...tiers.keys()];
  const unknownTier = (tier: string): string =>
    `there is no tier "${tier}"; there are ${names.join(", ") || "none"}`;
  // Where the tiers themselves are malformed nobody knows which there are.
  const missing = tiers.size === 0 ? ["tiers"] : [];
  flows.forEach((flow, index) => {
    const { from, to, by, path } = flow;
    if (!tiers.has(from)) problems.add(`${path}.from`, unknownTier(from), missing);
    if (!tiers.has(to)) problems.add(by === "flow" ? `${path}.to` : path, unknownTier(to), missing);
    else if (from === to) problems.add(path, `${from} needs no flow to itself; leave it out`);
    else checkTarget(flow, tiers.get(to), problems);
    for (const tier of [from, to]) {
      const found = tiers.get(tier);
      if (found?.kind !== "workload" || found.args.hostNetwork === undefined) continue;
      problems.add(path, `${tier} is on the host's network, where no flow leads; leave out one of the two`);
    }
    const same = flows.filter(other => other.from === from && other.to === to).map(other => other.path);
    if (by === "flow" && isCovered(flow, flows.slice(0, index), tiers)) {
      problems.add(path, `${from} may call ${to} already; leave it out`, [
        path,
        ...same,
        pathText(["tiers", to, "ports"]),
      ]);
    }
  });
  for (const { name, path, kind, args } of tiers.values()) {
    if (kind !== "proxy" || args.publish !== undefined || flows.some(({ to }) => to === name)) continue;
    const reason = "nobody could call this proxy; publish it, or declare a flow to it";
    problems.add(`${path}.publish`, reason, callPaths(names));
  }
  checkAwaited(tiers, unknownTier, problems);
  checkOrder(
    flows.filter(({ from, to }) => from !== to && tiers.has(from) && tiers.has(to)),
    tiers,
    problems,
  );
}

/** Checks that what a tier is to wait for is another one. */
function checkAwaited(
  tiers: ReadonlyMap<string, Tier>,
  unknownTier: (tier: string) => string,
  problems: Problems,
): void {
  for (const one of tiers.values()) {
    for (const { tier, path } of awaitedBy(one)) {
      if (!tiers.has(tier)) problems.add(path, unknownTier(tier));
      else if (tier === one.name) problems.add(path, `${tier} cannot wait for itself; leave it out`);
    }
  }
}

function checkTarget(
  { to, port, by, path }: DeclaredFlow,
  target: Tier | undefined,
  problems: Problems,
): void {
  if (by === "route" && target?.kind === "database") {
    problems.add(path, `${to} is a database, which speaks no HTTP; give another tier`);
    return;
  }
  if (target?.kind === "job") {
    problems.add(path, `${to} is a job, which answers nobody; leave it out`);
    return;
  }
  const open = target?.ports;
  if (open === undefined) return;
  const ports = open.filter(({ protocol }) => by !== "route" || protocol === "tcp").map(one => one.port);
  if (ports.length === 0) {
    problems.add(path, `${to} answers on no ${by === "route" ? "TCP port" : "port"}; give it ports`);
  } else if (port !== undefined && !ports.includes(port)) {
    problems.add(path, `${to} does not answer on ${port}; it has ${ports.join(", ")}`);
  }
}

/** True for a flow that says nothing new: those before it open all its ports. */
function isCovered(
  { from, to, port }: DeclaredFlow,
  before: readonly DeclaredFlow[],
  tiers: ReadonlyMap<string, Tier>,
): boolean {
  const same = before.filter(other => other.from === from && other.to === to);
  if (same.some(other => other.port === undefined || other.port === port)) return true;
  const ports = port === undefined ? tiers.get(to)?.ports?.map(one => one.port) : [port];
  return (
    ports !== undefined && ports.length > 0 && ports.every(one => same.some(other => other.port === one))
  );
}

function checkOrder(
  flows: readonly DeclaredFlow[],
  tiers: ReadonlyMap<string, Tier>,
  problems: Problems,
): void {
  const awaited = waits(tiers).filter(({ client, server }) => client !== server);
  const found = serversFirst([...tiers.keys()], [...tierEdges(flows), ...awaited]);
  if (!("circle" in found)) return;
  const { circle } = found;
  const text = circle.reduce((sentence, tier, index) => {
    const before = circle[index - 1];
    const calls = flows.some(({ from, to }) => from === before && to === tier);
    return `${sentence} ${calls ? "calls" : "waits for"} ${tier}`;
  });
  const last = flows.findLast(({ from, to }) => circle.includes(from) && circle.includes(to));
  const path = last?.path ?? pathText(["tiers", circle[0] ?? "", "after"]);
  problems.add(path, `${text}: none of them could start first; let one of these calls go`);
}
