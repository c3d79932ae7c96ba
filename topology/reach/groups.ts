import { othersId, type Topology } from "../model/topology.ts";
import type { Cause, Edge, Node, Verdict } from "./edge.ts";
import { hostOpen } from "./judge.ts";
import type { Port } from "./ports.ts";
import { distinctQuestions } from "./questions.ts";
import { nodesOf } from "./reach.ts";
import { declaredQuestions, edgeFor, isNobody, surveyOf } from "./survey.ts";
import type { Families, Group, Targets, Way } from "./way.ts";

/** Ends that have the same ways. */
export interface EndGroup {
  /** Unique among groups: the member's id where there is one alone, else a number. */
  readonly id: string;
  readonly members: readonly string[];
}

/** One way in which each of a group gets to each of another, but to itself, and its cause. */
export interface GroupEdge {
  /** A group's id. */
  readonly from: string;
  readonly to: string;
  /** At each of those it leads to. */
  readonly ports: readonly Port[];
  readonly verdict: Exclude<Verdict, "denied">;
  /** By which family of addresses. @default both alike */
  readonly families?: Families;
  /** It is unknown for no other reason than that nobody said which engine it is. @default false */
  readonly untold?: true;
  readonly cause: Cause;
  /** Whether those who share network interfaces are meant: only they, or they too. @default all but they */
  readonly within?: "only" | "too";
}

/** An end of edges, and whose network interfaces it uses. */
export interface GroupedNode extends Node {
  /** The workload whose interfaces it uses, where they are not its own. */
  readonly namespace?: string;
}

/** Who can reach whom, told by groups: a few edges, however many pairs they stand for. */
export interface GroupedReach {
  readonly version: 2;
  readonly name: string;
  readonly nodes: readonly GroupedNode[];
  readonly groups: readonly EndGroup[];
  /** A connection is allowed where one of them says so, unknown where one may, and denied where none leads. */
  readonly edges: readonly GroupEdge[];
  /** What somebody declared, with what comes of it. */
  readonly declared: readonly Edge[];
  /** Workloads whose way to the host nobody declared, and comes with what was. @default there are none */
  readonly hostOpen?: readonly string[];
}

/**
 * Computes who can reach whom as {@link reach} does, without listing pairs: time and memory grow with the number of
 * workloads, not with its square.
 *
 * @example reachGroups(topology).edges.filter(({ verdict }) => verdict === "unknown")
 */
export function reachGroups(topology: Topology): GroupedReach {
  const survey = surveyOf(topology);
  const groups = new Groups();
  const edges = survey.ways.flatMap(way => edgesOf(groups, way));
  const declared = distinctQuestions(declaredQuestions(survey)).map(question => edgeFor(survey, question));
  const strange = survey.ways.some(({ from, to }) => from.has(othersId) || to.ids.includes(othersId));
  const nodes = nodesOf(topology, strange).map((node): GroupedNode => {
    const namespace = survey.view.byId.get(node.id)?.namespace ?? node.id;
    return namespace === node.id || isNobody(node.id) ? node : { ...node, namespace };
  });
  const open = topology.flows.length === 0 ? [] : hostOpen(topology);
  return {
    version: 2,
    name: topology.name,
    ...(open.length === 0 ? {} : { hostOpen: open }),
    nodes,
    groups: groups.all,
    edges,
    declared,
  };
}

function edgesOf(groups: Groups, way: Way): GroupEdge[] {
  const from = groups.of(way.from);
  if (from === undefined) return [];
  const { verdict, cause, families, untold, within } = way;
  // Nobody has to be told that he reaches himself.
  const others = groups.byPorts(way.to).filter(({ to }) => to !== from || !groups.isAlone(from));
  return others.map(({ to, ports }) => ({
    from,
    to,
    ports,
    verdict,
    ...(families === undefined ? {} : { families }),
    ...(untold ? { untold: true as const } : {}),
    cause,
    ...(within === "not" ? {} : { within }),
  }));
}

/** Those who answer on the same ports. */
interface Side {
  readonly to: string;
  readonly ports: readonly Port[];
}

/** Groups by their members, each once. Ways share lists, so each list is gone through once. */
class Groups {
  readonly #ids = new Map<string, string>();
  readonly #all: EndGroup[] = [];
  readonly #alone = new Set<string>();
  readonly #known = new Map<Group, string | undefined>();
  readonly #sides = new Map<Targets, Side[]>();

  get all(): readonly EndGroup[] {
    return this.#all;
  }

  /** Whether a group has one member. */
  isAlone(id: string): boolean {
    return this.#alone.has(id);
  }

  /** The group of those a way leads from; undefined where they are nobody. */
  of(group: Group): string | undefined {
    if (this.#known.has(group)) return this.#known.get(group);
    const members = [...group];
    const id = members.length === 0 ? undefined : this.#named(members);
    this.#known.set(group, id);
    return id;
  }

  byPorts(targets: Targets): readonly Side[] {
    const known = this.#sides.get(targets);
    if (known !== undefined) return known;
    const keyed = targets.ids.map(id => ({ id, ports: targets.portsOf(id) ?? [] }));
    const sides = [...Map.groupBy(keyed, ({ ports }) => portsKey(ports)).values()].flatMap(alike => {
      const [first] = alike;
      if (first === undefined) return [];
      const ports = first.ports.map(({ port, protocol }) => ({ port, protocol }));
      return [{ to: this.#named(alike.map(({ id }) => id)), ports }];
    });
    this.#sides.set(targets, sides);
    return sides;
  }

  #named(members: readonly string[]): string {
    const sorted = [...members].sort();
    const key = JSON.stringify(sorted);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const [only = ""] = sorted;
    const id = sorted.length === 1 ? only : `group ${this.#ids.size + 1}`;
    this.#ids.set(key, id);
    if (sorted.length === 1) this.#alone.add(id);
    this.#all.push({ id, members: sorted });
    return id;
  }
}

function portsKey(ports: readonly Port[]): string {
  return ports.map(({ port, protocol }) => `${port}/${protocol}`).join();
}
