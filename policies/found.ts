import {
  isUnknown,
  type Labelled,
  type Maybe,
  type Network,
  type UnknownField,
  type Volume,
  type Workload,
} from "../topology/index.ts";
import type { Context, Found, Subject } from "./rule.ts";
import type { Settings } from "./settings.ts";

/** What a check found, before it is said what about. */
export type Case = Omit<Found, "subject">;

/** A rule is broken. */
export function violated(evidence: string, message: string, remedy?: string): Case {
  return { verdict: "violated", evidence, message, ...(remedy === undefined ? {} : { remedy }) };
}

/** Whether a statement holds cannot be told. `why` is the reason the topology gives: "image of db is not known yet". */
export function unsure(evidence: string, statement: string, why: string): Case {
  return { verdict: "unknown", evidence, message: `It cannot be told whether ${statement}: ${why}.` };
}

/** A statement that breaks the rule where its value is true: "workload web is privileged". */
export function* wrongIf(value: Maybe<boolean>, evidence: string, statement: string): Generator<Case> {
  if (isUnknown(value)) yield unsure(evidence, statement, value.unknown);
  else if (value) yield violated(evidence, sentence(statement));
}

/** The same for the first of a list that may hold more than is known. */
export function* wrongIfHidden(
  { unknowns }: Labelled,
  field: UnknownField,
  statement: string,
): Generator<Case> {
  const why = unknowns?.[field];
  if (why !== undefined) yield unsure(field, statement, why);
}

/** The opposite of what may not be known. */
export function not(value: Maybe<boolean>): Maybe<boolean> {
  return isUnknown(value) ? value : !value;
}

export function sentence(statement: string): string {
  return `${statement.slice(0, 1).toUpperCase()}${statement.slice(1)}.`;
}

export function workloadSubject({ id, origin, source }: Workload): Subject {
  return { name: `workload/${id}`, origin, source };
}

export function networkSubject({ id, origin, source }: Network): Subject {
  return { name: `network/${id}`, origin, source };
}

export function volumeSubject({ id, origin, source }: Volume): Subject {
  return { name: `volume/${id}`, origin, source };
}

/** A check that looks at one workload after the other; those of another stack are judged there. */
export function eachWorkload<S extends Settings>(
  check: (workload: Workload, context: Context<S>) => Iterable<Case>,
): (context: Context<S>) => Iterable<Found> {
  return function* (context) {
    for (const workload of context.world.topology.workloads) {
      if (workload.elsewhere !== undefined) continue;
      for (const found of check(workload, context)) yield { subject: workloadSubject(workload), ...found };
    }
  };
}

/** A check that looks at one network after the other; those made elsewhere are nobody's here to mend. */
export function eachNetwork<S extends Settings>(
  check: (network: Network, context: Context<S>) => Iterable<Case>,
): (context: Context<S>) => Iterable<Found> {
  return function* (context) {
    for (const network of context.world.topology.networks) {
      if (network.external) continue;
      for (const found of check(network, context)) yield { subject: networkSubject(network), ...found };
    }
  };
}
