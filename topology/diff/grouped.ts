import type { Topology } from "../model/topology.ts";
import type { Cause, Edge } from "../reach/edge.ts";
import type { EndGroup } from "../reach/groups.ts";
import { Crowds, membersText } from "../reach/inGroups.ts";
import { reach } from "../reach/reach.ts";
import { changesOf, declarationsOf, nodesOf, pairsOf, workloadsOf } from "./diff.ts";
import type { Change, Difference } from "./difference.ts";
import { eachOther, sentenceOf } from "./sentence.ts";

/** A change of reach from each of a group to each of another, but to itself. */
export interface GroupChange extends Omit<Change, "from" | "to"> {
  /** A group's id. */
  readonly from: string;
  readonly to: string;
}

/** The difference between two topologies, told by groups of ends that it is the same for. */
export interface GroupedDifference extends Omit<Difference, "version" | "changes"> {
  readonly version: 2;
  readonly groups: readonly EndGroup[];
  readonly changes: readonly GroupChange[];
}

/**
 * Tells what a change of topologies does to who can reach whom as `diff` does, without listing pairs: workloads that
 * nothing tells apart speak for each other, so that time and memory grow with the number of workloads, not with its square.
 *
 * @example diffGroups(base, head).changes.map(({ sentence }) => sentence)
 */
export function diffGroups(before: Topology, after: Topology): GroupedDifference {
  const crowds = new Crowds(before, after);
  const callers = crowds.spokesmen;
  const [old, now] = [reach(before, { callers }), reach(after, { callers })];
  const declares = before.flows.length + after.flows.length > 0;
  const told = pairsOf(old, now).filter(({ from, to }) => crowds.speaks(from, to));
  const found = told.flatMap(pair =>
    changesOf(pair, declares, before, after).map((change): Found => ({ change, left: pair.after })),
  );
  const groups = new GroupNames();
  const changes = together(found, crowds, [before, after]).map(({ change, left, callers, called }) => {
    const [from, to] = [groups.of(callers), groups.of(called)];
    const names = {
      from: membersText(from.members),
      to: from.id === to.id && from.members.length > 1 ? eachOther : membersText(to.members),
    };
    const because = change.because.map(cause => ofEach(cause, change, from, to));
    const sentence = sentenceOf({ ...change, because }, left, declares, before, after, names);
    return { ...change, from: from.id, to: to.id, because, sentence };
  });
  const declarations = told.flatMap(declarationsOf);
  const workloads = workloadsOf(before, after);
  const ends = [
    ...groups.all.flatMap(({ members }) => members),
    ...declarations.flatMap(({ from, to }) => [from, to]),
    ...workloads.added,
    ...workloads.removed,
  ];
  return {
    version: 2,
    before: before.name,
    after: after.name,
    declares,
    workloads,
    nodes: nodesOf(new Set(ends), now, old),
    groups: groups.all,
    changes,
    declarations,
    standing: { before: crowds.standing(old), after: crowds.standing(now) },
  };
}

/** The same as pairs of ends, each of which may be called for several: for those who write and draw differences. */
export function inGroups({ groups, changes, ...rest }: GroupedDifference): Difference {
  const names = new Map(groups.map(({ id, members }) => [id, membersText(members)]));
  const named = changes.map(change => ({
    ...change,
    from: names.get(change.from) ?? change.from,
    to: names.get(change.to) ?? change.to,
  }));
  const nodes = new Map(rest.nodes.map(node => [node.id, node]));
  const shown = groups.flatMap(({ id, members }) => {
    const [first = ""] = members;
    const node = nodes.get(first);
    return node === undefined ? [] : [{ ...node, id: names.get(id) ?? id }];
  });
  return { ...rest, version: 1, nodes: shown, changes: named };
}

/** A change of one pair, with the ports that are open now. */
interface Found {
  readonly change: Change;
  readonly left: readonly Edge[];
}

/** A change that is the same from each of some to each of others, but to itself. */
interface Together extends Found {
  readonly callers: readonly string[];
  readonly called: readonly string[];
}

/**
 * Puts changes together that are the same but for their ends: of one group of callers those to whomever, then those of
 * several that are among each other, then those of several to the same.
 */
function together(found: readonly Found[], crowds: Crowds, topologies: readonly Topology[]): Together[] {
  const there = topologies.map(({ workloads }) => new Set(workloads.map(({ id }) => id)));
  const standing = (id: string): string => there.map(ids => (ids.has(id) ? "+" : "-")).join("");
  const same = ({ change: { kind, from, to, ports, because } }: Found): string => {
    const named = (id: string): string => (id === from ? "<from>" : id === to ? "<to>" : id);
    const causes = because.map(cause => spokenOf(cause, named));
    return JSON.stringify([kind, ports, causes, standing(from), standing(to)]);
  };
  const byCallers = merged(
    found.map(one => ({ ...one, callers: crowds.of(one.change.from), called: [one.change.to] })),
    one => JSON.stringify([same(one), one.callers[0]]),
  );
  const amongEachOther = merged(byCallers, one => {
    const { callers, called } = one;
    const all = new Set([...callers, ...called]);
    const isOpen = callers.length === 1 || callers.every(id => called.includes(id));
    return JSON.stringify([same(one), isOpen ? [...all].sort() : [callers, called]]);
  });
  return merged(amongEachOther, one => {
    const isClosed = one.callers.some(id => one.called.includes(id));
    return JSON.stringify([same(one), [...one.called].sort(), isClosed ? one.callers : ""]);
  });
}

/** Makes one of those with one key. */
function merged(parts: readonly Together[], keyOf: (one: Together) => string): Together[] {
  return [...Map.groupBy(parts, keyOf).values()].flatMap(alike => {
    const [first] = alike;
    if (first === undefined) return [];
    const all = (side: "callers" | "called"): string[] =>
      [...new Set(alike.flatMap(one => one[side]))].sort();
    return [{ ...first, callers: all("callers"), called: all("called") }];
  });
}

/** A cause of a change between two ends, as it holds for each of those that they speak for. */
function ofEach(
  cause: Cause,
  { from, to }: Pick<Change, "from" | "to">,
  callers: EndGroup,
  called: EndGroup,
): Cause {
  const several = new Set([
    ...(callers.members.length > 1 ? [from] : []),
    ...(called.members.length > 1 ? [to] : []),
  ]);
  return several.size === 0 ? cause : spokenOf(cause, id => (several.has(id) ? "each" : id));
}

/** A cause with other names for those it speaks of. */
function spokenOf(cause: Cause, named: (id: string) => string): Cause {
  const renamed = (text: string): string => text.replaceAll(/[\w.-]*\w/g, named);
  const { remedy } = cause;
  return {
    ...cause,
    name: renamed(cause.name),
    detail: renamed(cause.detail),
    ...(remedy === undefined ? {} : { remedy: renamed(remedy) }),
  };
}

/** Groups by their members, each once. */
class GroupNames {
  readonly #known = new Map<string, EndGroup>();

  get all(): readonly EndGroup[] {
    return [...this.#known.values()];
  }

  of(members: readonly string[]): EndGroup {
    const sorted = [...new Set(members)].sort();
    const key = JSON.stringify(sorted);
    const [only = ""] = sorted;
    const found = this.#known.get(key) ?? {
      id: sorted.length === 1 ? only : `group ${this.#known.size + 1}`,
      members: sorted,
    };
    this.#known.set(key, found);
    return found;
  }
}
