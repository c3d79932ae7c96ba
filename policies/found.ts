import type { Network, Volume, Workload } from "../topology/index.ts";
import type { Context, Found, Subject } from "./rule.ts";
import type { Settings } from "./settings.ts";

/** A check's result before it is known what it is about. */
type Case = Omit<Found, "subject">;

/** A rule is broken. */
export function violated(evidence: string, message: string, remedy?: string): Case {
  return { verdict: "violated", evidence, message, ...(remedy === undefined ? {} : { remedy }) };
}

/** Whether a rule is broken cannot be told. `why` is the reason the topology gives: "image of db is not known yet". */
export function unsure(evidence: string, question: string, why: string): Case {
  return { verdict: "unknown", evidence, message: `It cannot be told whether ${question}: ${why}.` };
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

/** A check that looks at one workload after the other. */
export function eachWorkload<S extends Settings>(
  check: (workload: Workload, context: Context<S>) => Iterable<Case>,
): (context: Context<S>) => Iterable<Found> {
  return function* (context) {
    for (const workload of context.world.topology.workloads) {
      for (const found of check(workload, context)) yield { subject: workloadSubject(workload), ...found };
    }
  };
}

/** A check that looks at one network after the other. */
export function eachNetwork<S extends Settings>(
  check: (network: Network, context: Context<S>) => Iterable<Case>,
): (context: Context<S>) => Iterable<Found> {
  return function* (context) {
    for (const network of context.world.topology.networks) {
      for (const found of check(network, context)) yield { subject: networkSubject(network), ...found };
    }
  };
}
