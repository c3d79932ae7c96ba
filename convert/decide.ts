import { isUnknown, type Topology, type Workload } from "../topology/index.ts";
import type { ServiceDetails } from "../topology/readers/compose/index.ts";
import { type FoundFlow, flowsOf, officialName } from "./flows.ts";

/** What a service becomes. */
export interface Decision {
  readonly workload: Workload;
  readonly details: ServiceDetails;
  readonly kind: "database" | "job" | "workload";
  /** Services that it may call, which are made before it. */
  readonly calls: readonly FoundFlow[];
  /** Jobs that are to be done before it starts. */
  readonly after: readonly string[];
  /** The profile that switches it on. */
  readonly profile?: string;
}

/** What a project becomes. */
export interface Decisions {
  /** Each after those it calls. */
  readonly services: readonly Decision[];
  /** Who calls whom, as far as that was found. */
  readonly flows: readonly FoundFlow[];
  readonly remarks: readonly string[];
}

/** Images that the Database component knows how to set up. */
const databases: readonly string[] = ["postgres", "mysql", "mariadb"];

/** What becomes of a project's networks: one for each pair that talks, or the same ones, with everybody on them. */
export type NetworkChoice = "pairs" | "asTheyAre";

/**
 * Decides what each service of a project becomes, and in which order they are written.
 *
 * @param observed flows that were seen, beside those that the files tell of.
 */
export function decide(
  topology: Topology,
  details: readonly ServiceDetails[],
  networks: NetworkChoice,
  observed: readonly FoundFlow[],
): Decisions {
  const remarks: string[] = [];
  const flows = flowsOf(topology, details, observed);
  const isPaired = networks === "pairs";
  const detailsOf = new Map(details.map(one => [one.name, one]));
  const awaited = new Set(
    details.flatMap(({ dependsOn }) =>
      dependsOn.filter(({ until }) => until === "service_completed_successfully").map(({ to }) => to),
    ),
  );
  const called = new Set(flows.map(({ to }) => to));
  const kindOf = (workload: Workload): Decision["kind"] => {
    if (workload.kind === "job" || awaited.has(workload.id)) return "job";
    // What keeps its networks keeps its volumes, too: a Database would make one of its own.
    return isPaired && isDatabase(workload, detailsOf.get(workload.name)) ? "database" : "workload";
  };
  const order = inOrder(topology, isPaired ? flows : [], detailsOf, remarks);
  const services = order.flatMap((id): Decision[] => {
    const workload = topology.workloads.find(one => one.id === id);
    const found = workload && detailsOf.get(workload.name);
    if (workload === undefined || found === undefined) return [];
    const before = order.slice(0, order.indexOf(id));
    const [profile] = found.profiles;
    const isSwitch = profile !== undefined && !called.has(id) && !awaited.has(id);
    if (profile !== undefined && !isSwitch) {
      remarks.push(
        `${id} is in profile ${profile}, and others need it: it is made always. Wrap it and them in a condition if that is not meant.`,
      );
    }
    return [
      {
        workload,
        details: found,
        kind: kindOf(workload),
        calls: isPaired ? flows.filter(flow => flow.from === id && before.includes(flow.to)) : [],
        after: found.dependsOn
          .filter(({ to, until }) => awaits(until, isPaired) && before.includes(to))
          .map(({ to }) => to),
        ...(isSwitch ? { profile } : {}),
      },
    ];
  });
  return { services, flows, remarks };
}

/** A link waits for whom it leads to. */
function awaits(until: string, isPaired: boolean): boolean {
  return until === "service_completed_successfully" || !isPaired;
}

/** An official image, with a password and nothing that the component decides by itself. */
function isDatabase(workload: Workload, details: ServiceDetails | undefined): boolean {
  const name = officialName(workload.image);
  const has = (variable: RegExp): boolean => workload.environment.some(one => variable.test(one.name));
  return (
    name !== undefined &&
    databases.includes(name) &&
    workload.published.length === 0 &&
    details?.command === undefined &&
    details?.entrypoint === undefined &&
    workload.namespace.kind === "own" &&
    !isUnknown(workload.replicas) &&
    workload.replicas === 1 &&
    has(/^(?:POSTGRES|MYSQL|MARIADB)_PASSWORD$/)
  );
}

/** Each after those it calls or waits for; where they call each other, one way is left out. */
function inOrder(
  topology: Topology,
  flows: readonly FoundFlow[],
  details: ReadonlyMap<string, ServiceDetails>,
  remarks: string[],
): string[] {
  const done: string[] = [];
  const open = new Set<string>();
  const visit = (id: string): void => {
    if (done.includes(id)) return;
    open.add(id);
    const workload = topology.workloads.find(one => one.id === id);
    const waits = details.get(workload?.name ?? "")?.dependsOn.map(({ to }) => to) ?? [];
    const calls = flows.filter(({ from }) => from === id).map(({ to }) => to);
    for (const next of new Set([...waits, ...calls])) {
      if (!topology.workloads.some(one => one.id === next)) continue;
      if (!open.has(next)) visit(next);
      else if (calls.includes(next)) {
        remarks.push(
          `${id} calls ${next}, and ${next} calls it in the end: the flow ${id} => ${next} is left out. Put both on a Segment of their own if it is needed.`,
        );
      }
    }
    open.delete(id);
    done.push(id);
  };
  for (const { id } of topology.workloads) visit(id);
  return done;
}
