import type { Topology } from "../model/topology.ts";
import { type Alike, callersAlike, spokesmenOf } from "./alike.ts";
import type { Edge, Node, Reach } from "./edge.ts";
import { judge } from "./judge.ts";
import { reach } from "./reach.ts";

/** How many connections are not as declared. */
export interface Standing {
  readonly excess: number;
  readonly missing: number;
}

/** Ends that speak for others: the first two of those that nothing tells apart. */
export class Crowds {
  readonly all: readonly Alike[];
  readonly #of = new Map<string, Alike>();

  constructor(...topologies: readonly Topology[]) {
    this.all = callersAlike(...topologies);
    for (const members of this.all) for (const id of members) this.#of.set(id, members);
  }

  /** Those whose calls tell everybody's. */
  get spokesmen(): ReadonlySet<string> {
    return spokesmenOf(this.all);
  }

  /** All whom an end speaks for, itself among them. */
  of(id: string): Alike {
    return this.#of.get(id) ?? [id];
  }

  /** Whether what leads from one end to another is told by them: by the first of its group, and of that by the second. */
  speaks(from: string, to: string): boolean {
    const [first, second] = this.of(from);
    return from === first || (from === second && to === first);
  }

  /** How many connections what they say stands for. */
  standing(found: Reach): Standing {
    const { excess, missing } = judge(found);
    return { excess: this.#count(excess), missing: this.#count(missing) };
  }

  /** The first tells of each that it leads to; of those of its own group each has it from all but itself. */
  #count(edges: readonly Edge[]): number {
    return edges
      .filter(({ from, to }) => this.speaks(from, to))
      .reduce((sum, { from, to }) => {
        const group = this.of(from);
        return sum + group.length - (group.includes(to) ? 1 : 0);
      }, 0);
  }
}

/** How many connections of a topology are not as declared, as `judge(reach(topology))` counts them, without listing pairs. */
export function standingOf(topology: Topology): Standing {
  const crowds = new Crowds(topology);
  return crowds.standing(reach(topology, { callers: crowds.spokesmen }));
}

/**
 * A reach of which each end may be called for several, who reach the same: for pictures of many workloads. What leads from
 * one of several to another leads from it to itself.
 */
export function reachInGroups(topology: Topology): Reach {
  const crowds = new Crowds(topology);
  const found = reach(topology, { callers: crowds.spokesmen });
  const named = (id: string): string => membersText(crowds.of(id));
  const told = found.edges
    .filter(({ from, to }) => crowds.speaks(from, to))
    .map(edge => ({ ...edge, from: named(edge.from), to: named(edge.to) }))
    .sort((left, right) => byNumber(left) - byNumber(right));
  return { ...found, nodes: nodesOf(found, crowds), edges: [...distinct(told)] };
}

function nodesOf({ nodes }: Reach, crowds: Crowds): Node[] {
  return nodes.flatMap((node): Node[] => {
    const members = crowds.of(node.id);
    if (members[0] !== node.id) return [];
    if (members.length === 1) return [node];
    const { replicas: _, ...rest } = node;
    const id = membersText(members);
    return [{ ...rest, id, name: id }];
  });
}

function byNumber({ port }: Edge): number {
  return port === "any" ? 0 : port;
}

/** Edges between the same ends that look alike, once. */
function distinct(edges: readonly Edge[]): Iterable<Edge> {
  const keyed = edges.map(edge => {
    const { from, to, port, protocol, verdict, declared, acknowledged, untold } = edge;
    return [
      JSON.stringify([from, to, port, protocol, verdict, declared, acknowledged, untold]),
      edge,
    ] as const;
  });
  return new Map(keyed).values();
}

/** `app`; `app and db`; `app, db and 10 more`. */
export function membersText(members: readonly string[]): string {
  if (members.length < 3) return members.join(" and ");
  const [first = "", second = "", third = ""] = members;
  return `${first}, ${second} and ${members.length === 3 ? third : `${members.length - 2} more`}`;
}
