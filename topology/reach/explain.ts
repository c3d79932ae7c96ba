import type { Topology } from "../model/topology.ts";
import type { Edge, Path } from "./edge.ts";
import { namesBetween } from "./names.ts";
import { pathBetween } from "./paths.ts";
import { isSame, type Port } from "./ports.ts";
import type { Question } from "./questions.ts";
import { edgeFor, isNobody, surveyOf } from "./survey.ts";

/** The answer to one question, with all that makes it so. */
export interface Explanation {
  /** Its causes say what lets the connection through, or keeps it off, and what to do about it. */
  readonly edge: Edge;
  /** The names by which the one can call the other; none where only addresses are left. */
  readonly names: readonly string[];
  /** Where it is denied: the shortest way past others, if there is one. */
  readonly path?: Path;
}

/**
 * Says whether one workload can open a connection to another on a port, and why; also where nobody listed or declared
 * the port.
 *
 * @example explain(topology, { from: "web", to: "db", port: 5432, protocol: "tcp" }).edge.verdict
 */
export function explain(topology: Topology, question: Question): Explanation {
  const edge = { ...answer(topology, question), declared: surveyOf(topology).declared.has(question) };
  const path = edge.verdict === "denied" ? pathBetween(topology, question.from, question.to) : undefined;
  const names = namesBetween(topology, question.from, question.to);
  return path === undefined ? { edge, names } : { edge, names, path };
}

/** A port nobody speaks of is asked about as if somebody had declared it. */
export function answer(topology: Topology, question: Question): Edge {
  const survey = surveyOf(topology);
  const known: readonly Port[] = survey.view.byId.get(question.to)?.ports ?? [];
  const speaks =
    question.protocol === "files" || isNobody(question.to) || known.some(port => isSame(port, question));
  if (speaks) return edgeFor(survey, question);
  const flows = [...topology.flows, { ...question, via: "network" as const }];
  return edgeFor(surveyOf({ ...topology, flows }), question);
}
