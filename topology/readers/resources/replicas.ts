import { isKnown, isUnknown, type Maybe } from "../../model/known.ts";
import type { UnknownField } from "../../model/labels.ts";
import type { Attachment, Care, Workload } from "../../model/workload.ts";

/**
 * A workload as its containers were made, which a transform may have changed, each by itself: what one of them has,
 * the workload has. What is not known of the containers, the component knows.
 */
export function overlaidWorkload(registered: Workload, replicas: readonly Workload[]): Workload {
  const [first] = replicas;
  if (first === undefined) return registered;
  const all = <Key extends keyof Workload>(key: Key): Workload[Key][] =>
    replicas.map(replica => replica[key]);
  const knows = (field: UnknownField): boolean => replicas.every(({ unknowns }) => !unknowns?.[field]);
  const placed = knows("attachments") && all("namespace").every(({ kind }) => kind !== "unknown");
  return {
    ...registered,
    ...(placed ? { namespace: first.namespace, attachments: mergedAttachments(registered, replicas) } : {}),
    ...(knows("published") ? { published: union(all("published")) } : {}),
    ...(knows("mounts") ? { mounts: union(all("mounts")) } : {}),
    ...(knows("hosts") ? { hosts: union(all("hosts")) } : {}),
    ...(knows("dns") ? { dns: union(all("dns")) } : {}),
    publishAll: any([...all("publishAll"), registered.publishAll]),
    ...overlaid("image", registered.image, first.image),
    ...overlaid("command", registered.command, first.command),
    environment: [
      ...registered.environment,
      ...first.environment.filter(({ name }) => registered.environment.every(known => known.name !== name)),
    ],
    privileges: mergedPrivileges(registered, replicas, knows),
    care: { ...registered.care, ...knownOf(first.care) },
  };
}

/** Under the names the component gave; a replica's own are no peer's business. */
function mergedAttachments(registered: Workload, replicas: readonly Workload[]): Attachment[] {
  const attachments = replicas.flatMap(replica => replica.attachments);
  return [...Map.groupBy(attachments, ({ network }) => network)].map(([network, group]) => {
    const known = registered.attachments.find(one => one.network === network);
    const [first] = group;
    return { ...first, network, aliases: known?.aliases ?? union(group.map(({ aliases }) => aliases)) };
  });
}

function mergedPrivileges(
  registered: Workload,
  replicas: readonly Workload[],
  knows: (field: UnknownField) => boolean,
): Workload["privileges"] {
  const [first = registered] = replicas;
  const each = replicas.map(({ privileges }) => privileges);
  const added = lists(each.map(({ capabilitiesAdded }) => capabilitiesAdded));
  const dropped = lists(each.map(({ capabilitiesDropped }) => capabilitiesDropped));
  const kept = registered.privileges;
  const { stepsDownTo, capabilitiesAdded } = kept;
  // What a component says of how it begins holds for what it was given, and for nothing a transform adds.
  const isAsGiven =
    stepsDownTo !== undefined &&
    (added === undefined || JSON.stringify(union(added)) === JSON.stringify(capabilitiesAdded));
  return {
    ...first.privileges,
    privileged: any(each.map(({ privileged }) => privileged)),
    capabilitiesAdded: added === undefined ? kept.capabilitiesAdded : union(added),
    capabilitiesDropped: dropped === undefined ? kept.capabilitiesDropped : shared(dropped),
    devices: knows("devices") ? union(each.map(({ devices }) => devices)) : kept.devices,
    user: isUnknown(first.privileges.user) ? kept.user : first.privileges.user,
    readOnlyRoot: all(each.map(({ readOnlyRoot }) => readOnlyRoot)),
    noNewPrivileges: all(each.map(({ noNewPrivileges }) => noNewPrivileges)),
    sysctls: knows("sysctls") ? first.privileges.sysctls : kept.sysctls,
    ...(isAsGiven ? { stepsDownTo } : {}),
  };
}

/** What is known of a container outdoes an output that the component could not read. */
function overlaid<Key extends "image" | "command">(
  key: Key,
  registered: Workload[Key],
  made: Workload[Key],
): Partial<Workload> {
  return made === undefined || isUnknown(made) || (registered !== undefined && !isUnknown(registered))
    ? {}
    : { [key]: made };
}

function knownOf(care: Care): Partial<Care> {
  return Object.fromEntries(Object.entries(care).filter(([, value]) => !isUnknown(value)));
}

function any(values: readonly Maybe<boolean>[]): Maybe<boolean> {
  return values.find(value => value === true) ?? values.find(isUnknown) ?? false;
}

function all(values: readonly Maybe<boolean>[]): Maybe<boolean> {
  return values.find(value => value === false) ?? values.find(isUnknown) ?? true;
}

function lists<T>(values: readonly Maybe<readonly T[]>[]): (readonly T[])[] | undefined {
  const known = values.filter(isKnown);
  return known.length === values.length ? known : undefined;
}

function union<T>(values: readonly (readonly T[])[]): T[] {
  return [...new Map(values.flat().map(value => [JSON.stringify(value), value])).values()];
}

function shared<T>(values: readonly (readonly T[])[]): T[] {
  return union(values).filter(value => values.every(list => list.includes(value)));
}
