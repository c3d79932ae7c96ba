import { hostId, othersId, outsideId, type Topology } from "../model/topology.ts";
import type { Workload } from "../model/workload.ts";

/** Ends from which everybody is reached alike, in the order of their names. */
export type Alike = readonly string[];

/**
 * Puts workloads together that nothing tells apart as callers, in any of some topologies: they are on the same networks,
 * mount the same, may do the same on their host, and nothing speaks of one of them by its id. Whoever one of them reaches,
 * all of them reach, and for the same causes; what they answer on is another matter. Whoever is no workload is alone.
 */
export function callersAlike(...topologies: readonly Topology[]): Alike[] {
  const named = new Set(topologies.flatMap(idsSpokenOf));
  const keys = topologies.map(
    ({ workloads }) => new Map(workloads.map(workload => [workload.id, keyOf(workload)])),
  );
  const workloads = keys.flatMap(known => [...known.keys()]);
  const ids = [...new Set([...workloads, ...named, hostId, outsideId, othersId])].sort();
  const classes = Map.groupBy(ids, id => {
    const isWorkload = keys.some(known => known.has(id));
    return named.has(id) || !isWorkload ? id : JSON.stringify(keys.map(known => known.get(id) ?? ""));
  });
  return [...classes.values()];
}

/** Two of each, where there are two: how one is reached by the others is told by the second. */
export function spokesmenOf(classes: readonly Alike[]): Set<string> {
  return new Set(classes.flatMap(members => members.slice(0, 2)));
}

/** Whom something speaks of: it is not as others are. */
function idsSpokenOf({ workloads, flows }: Topology): string[] {
  return [
    ...flows.flatMap(({ from, to }) => [from, to]),
    ...workloads.flatMap(({ id, namespace, links, forwards }) => [
      ...links.map(({ to }) => to),
      ...forwards.map(({ to }) => to),
      ...(namespace.kind === "workload" ? [id, namespace.of] : []),
    ]),
  ];
}

/** What of a workload has nothing to do with whom it reaches. */
type Besides =
  | "id"
  | "name"
  | "image"
  | "built"
  | "command"
  | "templates"
  | "environment"
  | "care"
  | "dns"
  | "datastore"
  | "labels"
  | "source"
  | "origin";

/** All else, so that a field that is new tells workloads apart until somebody says that it does not. */
function keyOf(workload: Workload): string {
  const { attachments, published, ports, ...rest } = workload;
  const besides: Readonly<Record<Besides, undefined>> = {
    id: undefined,
    name: undefined,
    image: undefined,
    built: undefined,
    command: undefined,
    templates: undefined,
    environment: undefined,
    care: undefined,
    dns: undefined,
    datastore: undefined,
    labels: undefined,
    source: undefined,
    origin: undefined,
  };
  return JSON.stringify([
    { ...rest, ...besides },
    attachments.map(({ aliases: _, ...attachment }) => attachment),
    // By what it publishes it may be on one network more.
    published.map(({ mode }) => mode ?? ""),
    workload.publishAll === false ? "" : ports,
  ]);
}
