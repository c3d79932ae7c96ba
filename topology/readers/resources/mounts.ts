import { isUnknown, type Maybe } from "../../model/known.ts";
import type { MountedPath, Workload } from "../../model/workload.ts";
import type { Fields } from "./fields.ts";
import { firstOf, unknowns } from "./labels.ts";
import type { References } from "./references.ts";
import type { StackResource } from "./resource.ts";

/** What is mounted, and what is not known about it. */
export type Mounted = Pick<Workload, "mounts" | "unknowns">;

/** The mounts of another container by its name or id on the engine, for `fromContainer`. */
export type MountsOf = (container: string) => Mounted | undefined;

/** What a container has in its file system: `volumes`, `mounts` and `tmpfs`. */
export function containerMounts(
  resource: StackResource,
  fields: Fields,
  volumes: References,
  mountsOf: MountsOf,
): Mounted {
  const [short, long] = [fields.objects("volumes"), fields.objects("mounts")];
  const tmpfs = fields.entries("tmpfs");
  const read = [
    ...short.items.map(item => volumeMount(resource, item, volumes, mountsOf)),
    ...long.items.map(item => mount(resource, "mounts", item, volumes)),
    ...tmpfs.items.map(([at, options]) => tmpfsMount(at, options)),
  ];
  return joined(read, [short.unknown, long.unknown, tmpfs.unknown]);
}

function tmpfsMount(at: string, options: Maybe<string>): Mounted {
  const mount: MountedPath = { kind: "tmpfs", at, readOnly: false };
  if (isUnknown(options)) return { mounts: [mount], ...unknowns({ mounts: options.unknown }) };
  return { mounts: [options === "" ? mount : { ...mount, options: options.split(",") }] };
}

/** What the tasks of a service have in their file system. */
export function serviceMounts(resource: StackResource, container: Fields, volumes: References): Mounted {
  const { items, unknown } = container.objects("mounts");
  return joined(
    items.map(item => mount(resource, "taskSpec", item, volumes)),
    [unknown],
  );
}

function joined(parts: readonly Mounted[], whys: readonly (string | undefined)[]): Mounted {
  const reasons = [...whys, ...parts.map(part => part.unknowns?.mounts)];
  return { mounts: parts.flatMap(({ mounts }) => mounts), ...unknowns({ mounts: firstOf(reasons) }) };
}

/** One of `volumes`: a folder of the host, a volume, an anonymous volume, or all that another container has. */
function volumeMount(
  resource: StackResource,
  item: Fields,
  volumes: References,
  mountsOf: MountsOf,
): Mounted {
  const from = item.text("fromContainer");
  const readOnly = item.flag("readOnly") ?? false;
  if (from !== undefined) return takenOver(from, readOnly, mountsOf);
  const at = item.text("containerPath");
  if (at === undefined) return { mounts: [] };
  if (isUnknown(at)) return { mounts: [], ...unknowns({ mounts: at.unknown }) };
  const [hostPath, volume] = [item.text("hostPath"), item.text("volumeName")];
  if (hostPath !== undefined) return { mounts: [{ kind: "bind", from: hostPath, at, readOnly }] };
  const name = volume === undefined ? undefined : volumeName(resource, "volumes", volume, volumes);
  return { mounts: [{ kind: "volume", ...(name === undefined ? {} : { from: name }), at, readOnly }] };
}

function takenOver(from: Maybe<string>, readOnly: Maybe<boolean>, mountsOf: MountsOf): Mounted {
  const found = isUnknown(from) ? undefined : mountsOf(from);
  if (found === undefined) {
    const why = isUnknown(from)
      ? from.unknown
      : `container ${from}, whose volumes it takes, is not described here`;
    return { mounts: [], ...unknowns({ mounts: why }) };
  }
  const taken = found.mounts.filter(({ kind }) => kind !== "tmpfs");
  return { ...found, mounts: readOnly === false ? taken : taken.map(one => ({ ...one, readOnly })) };
}

/** One of `mounts`, in the engine's long form. */
function mount(resource: StackResource, property: string, item: Fields, volumes: References): Mounted {
  const [type, at, source] = [item.text("type") ?? "volume", item.text("target"), item.text("source")];
  if (at === undefined) return { mounts: [] };
  if (isUnknown(at)) return { mounts: [], ...unknowns({ mounts: at.unknown }) };
  if (isUnknown(type) || !isKind(type)) {
    const why = isUnknown(type) ? type.unknown : `nothing is known of mounts of type ${type}`;
    return { mounts: [], ...unknowns({ mounts: why }) };
  }
  const propagation = item.object("bindOptions").text("propagation");
  const from =
    type === "volume" && source !== undefined ? volumeName(resource, property, source, volumes) : source;
  const one: MountedPath = {
    kind: type,
    ...(from === undefined || type === "tmpfs" ? {} : { from }),
    at,
    readOnly: item.flag("readOnly") ?? false,
    ...(propagation === undefined || isUnknown(propagation) ? {} : { propagation }),
  };
  return { mounts: [one] };
}

/** The volume's id in the topology; for one that nobody describes, its name on the engine. */
function volumeName(
  resource: StackResource,
  property: string,
  name: Maybe<string>,
  volumes: References,
): Maybe<string> {
  return volumes.resolve(resource, property, name) ?? name;
}

function isKind(type: string): type is MountedPath["kind"] {
  return ["volume", "bind", "tmpfs", "image", "cluster"].includes(type);
}
