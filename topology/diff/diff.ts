import type { Topology } from "../model/topology.ts";
import type { Cause, Edge, Reach, Verdict } from "../reach/edge.ts";
import { answer } from "../reach/explain.ts";
import type { Standing } from "../reach/inGroups.ts";
import { judge } from "../reach/judge.ts";
import type { Port } from "../reach/ports.ts";
import { reach } from "../reach/reach.ts";
import { portsText } from "../reach/words.ts";
import type { Change, ChangeKind, DeclarationChange, Difference, PortChange } from "./difference.ts";
import { sentenceOf } from "./sentence.ts";

/**
 * Tells what a change of topologies does to who can reach whom. Workloads are the same where their ids are.
 *
 * @example diff(base, head).changes.map(({ sentence }) => sentence)
 */
export function diff(before: Topology, after: Topology): Difference {
  const [old, now] = [reach(before), reach(after)];
  const pairs = pairsOf(old, now);
  const workloads = workloadsOf(before, after);
  const declares = before.flows.length + after.flows.length > 0;
  const changes = pairs.flatMap(pair => changesOf(pair, declares, before, after));
  const declarations = pairs.flatMap(declarationsOf);
  const ends = [...changes, ...declarations].flatMap(({ from, to }) => [from, to]);
  return {
    version: 1,
    before: before.name,
    after: after.name,
    declares,
    workloads,
    nodes: nodesOf(new Set([...ends, ...workloads.added, ...workloads.removed]), now, old),
    changes,
    declarations,
    standing: { before: standingOf(old), after: standingOf(now) },
  };
}

/** Whether there is any difference at all. */
export function isDifferent({ workloads, changes, declarations }: Difference): boolean {
  return [workloads.added, workloads.removed, changes, declarations].some(list => list.length > 0);
}

/** Workloads that there are in one of the two alone. */
export function workloadsOf(before: Topology, after: Topology): Difference["workloads"] {
  return { added: missingFrom(after, before), removed: missingFrom(before, after) };
}

/** Two ends, with the edges between them that are open before and after. */
export interface Pair {
  readonly from: string;
  readonly to: string;
  readonly before: readonly Edge[];
  readonly after: readonly Edge[];
}

export function pairsOf(before: Reach, after: Reach): Pair[] {
  const [old, now] = [openByEnds(before), openByEnds(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort();
  return keys.map(key => {
    const [from = "", to = ""] = JSON.parse(key) as string[];
    return { from, to, before: old.get(key) ?? [], after: now.get(key) ?? [] };
  });
}

function openByEnds({ edges }: Reach): Map<string, Edge[]> {
  // What hangs on an engine that nobody names is no news of a change.
  const open = edges.filter(({ verdict, untold }) => verdict !== "denied" && !untold);
  return Map.groupBy(open, ({ from, to }) => JSON.stringify([from, to]));
}

const ranks: Readonly<Record<Verdict, number>> = { denied: 0, unknown: 1, allowed: 2 };

export function changesOf(pair: Pair, declares: boolean, before: Topology, after: Topology): Change[] {
  const { from, to } = pair;
  const ports = portChanges(pair);
  const more = ports.filter(port => ranks[port.after] > ranks[port.before]);
  const less = ports.filter(port => ranks[port.after] < ranks[port.before]);
  const [up, down]: ChangeKind[] = [
    pair.before.length === 0 ? "added" : "widened",
    pair.after.length === 0 ? "removed" : "narrowed",
  ];
  return (
    [
      [up, more],
      [down, less],
    ] as const
  ).flatMap(([kind, changed]): Change[] => {
    if (kind === undefined || changed.length === 0) return [];
    const because = distinct(changed.flatMap(port => causesOf(pair, port, after)));
    const change = { kind, from, to, ports: changed, because };
    return [{ ...change, sentence: sentenceOf(change, pair.after, declares, before, after) }];
  });
}

/** Every port that is open before or after, as it was and as it is; where any port is open, each of them is. */
function portChanges({ before, after }: Pair): PortChange[] {
  const ports = distinct([...before, ...after].map(({ port, protocol }) => ({ port, protocol })));
  return ports.map(port => {
    const [was, is] = [verdictOn(before, port), verdictOn(after, port)];
    const open = [...after, ...before].find(edge => isOn(edge, port));
    return { ...port, before: was, after: is, declared: open?.declared ?? false };
  });
}

function verdictOn(edges: readonly Edge[], port: Port): Verdict {
  const verdicts = edges.filter(edge => isOn(edge, port) || covers(edge, port)).map(({ verdict }) => verdict);
  return verdicts.sort((left, right) => ranks[right] - ranks[left])[0] ?? "denied";
}

function isOn(edge: Edge, { port, protocol }: Port): boolean {
  return edge.port === port && edge.protocol === protocol;
}

function covers({ port, protocol }: Edge, { protocol: asked }: Port): boolean {
  return port === "any" && protocol !== "files" && asked !== "files";
}

/** What makes a port what it is now. */
function causesOf(
  { from, to, after: open }: Pair,
  { port, protocol }: Port,
  after: Topology,
): readonly Cause[] {
  const edge =
    open.find(one => isOn(one, { port, protocol })) ?? open.find(one => covers(one, { port, protocol }));
  return edge?.via ?? answer(after, { from, to, port, protocol }).via;
}

export function declarationsOf({ from, to, before, after }: Pair): DeclarationChange[] {
  return after.flatMap(edge => {
    const old = before.find(one => isOn(one, edge));
    if (old === undefined || old.verdict !== edge.verdict || old.declared === edge.declared) return [];
    const { port, protocol, declared } = edge;
    const what = `${from} can reach ${to}${portsText([edge])} as before`;
    const sentence = declared
      ? `${what}, and that is declared now.`
      : `${what}, but nobody declares it any more.`;
    return [{ from, to, port, protocol, declared, sentence }];
  });
}

export function nodesOf(ids: ReadonlySet<string>, now: Reach, old: Reach): Difference["nodes"] {
  const nodes = new Map([...old.nodes, ...now.nodes].map(node => [node.id, node]));
  return [...ids].sort().flatMap(id => {
    const { kind = "others", tier } = nodes.get(id) ?? {};
    return [{ id, kind, ...(tier === undefined ? {} : { tier }) } as const];
  });
}

function missingFrom(one: Topology, other: Topology): string[] {
  const known = new Set(other.workloads.map(({ id }) => id));
  return one.workloads.flatMap(({ id }) => (known.has(id) ? [] : [id])).sort();
}

function standingOf(found: Reach): Standing {
  const { excess, missing } = judge(found);
  return { excess: excess.length, missing: missing.length };
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map(item => [JSON.stringify(item), item])).values()];
}
