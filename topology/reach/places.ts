import { isUnknown, type Maybe } from "../model/known.ts";
import { foldersOf, plainPath } from "../model/paths.ts";
import type { MountedPath } from "../model/workload.ts";
import type { Member } from "./member.ts";
import { either, not, type Truth, truth } from "./truth.ts";
import type { View } from "./view.ts";

/** Where workloads can meet by what they mount: a volume, or a folder of the host. */
export interface Place {
  /** A volume's id or a host's path. */
  readonly name: string;
  readonly kind: "volume" | "folder";
  readonly guests: readonly Guest[];
}

/** A workload at a place, and whether it may write there. */
export interface Guest {
  readonly member: Member;
  readonly writes: Truth;
}

/** The folder of the host that a mount is; undefined for what is no folder of the host. */
export function hostPathOf(view: View, { kind, from }: MountedPath): Maybe<string> | undefined {
  if (from === undefined) return undefined;
  if (kind === "bind") return from;
  if (kind !== "volume" || isUnknown(from)) return undefined;
  return view.volumes.get(from)?.hostPath;
}

/** All places at which somebody is, with everybody who is there: a folder's guests are also those of the folders it lies in. */
export function placesOf(view: View): Place[] {
  const [volumes, folders] = [new Map<string, Guest[]>(), new Map<string, Guest[]>()];
  for (const member of view.members) {
    if (member.circular) continue;
    for (const mount of member.workload.mounts) {
      const path = hostPathOf(view, mount);
      const writes = not(truth(mount.readOnly));
      if (path !== undefined && !isUnknown(path)) add(folders, plainPath(path), { member, writes });
      else if (path === undefined && isShareable(mount)) add(volumes, mount.from, { member, writes });
    }
  }
  return [
    ...[...volumes].map(([name, guests]): Place => ({ name, kind: "volume", guests: distinct(guests) })),
    ...[...folders].map(([name, guests]): Place => {
      const above = foldersOf(name).flatMap(folder => folders.get(folder) ?? []);
      return { name, kind: "folder", guests: distinct([...guests, ...above]) };
    }),
  ];
}

/** One who may be at any place, and why that is not known. */
export interface Stray extends Guest {
  readonly why: string;
}

/** Those of whom it is not known what they mount. */
export function straysOf(view: View): Stray[] {
  return view.members.flatMap((member): Stray[] => {
    if (member.circular) return [];
    const why = member.workload.unknowns?.mounts;
    if (why !== undefined) return [{ member, writes: undefined, why }];
    const unknown = member.workload.mounts.flatMap(mount => {
      const from = locationOf(view, mount);
      return isUnknown(from) ? [{ writes: not(truth(mount.readOnly)), why: from.unknown }] : [];
    });
    const [first] = unknown;
    return first === undefined ? [] : [{ member, writes: writesAny(unknown), why: first.why }];
  });
}

/** Everybody who is at any place, or may be. */
export function guestsOf(view: View): Guest[] {
  return view.members.flatMap((member): Guest[] => {
    if (member.circular) return [];
    const { mounts, unknowns } = member.workload;
    const shared = mounts.filter(mount => locationOf(view, mount) !== undefined);
    const writes = shared.map(mount => ({ writes: not(truth(mount.readOnly)) }));
    if (unknowns?.mounts !== undefined)
      return [{ member, writes: writesAny([...writes, { writes: undefined }]) }];
    return shared.length === 0 ? [] : [{ member, writes: writesAny(writes) }];
  });
}

/** Where others could meet it: undefined for what nobody else can have. */
function locationOf(view: View, mount: MountedPath): Maybe<string> | undefined {
  if (mount.kind === "tmpfs" || mount.kind === "image") return undefined;
  return hostPathOf(view, mount) ?? mount.from;
}

/** Volumes that have a name; anonymous ones are their owner's alone, and so is memory. */
function isShareable(mount: MountedPath): mount is MountedPath & { from: string } {
  return (mount.kind === "volume" || mount.kind === "cluster") && typeof mount.from === "string";
}

/** A workload that is there several times writes if it does so anywhere. */
function distinct(guests: readonly Guest[]): Guest[] {
  return [...Map.groupBy(guests, ({ member }) => member)].map(([member, group]) => ({
    member,
    writes: writesAny(group),
  }));
}

function add(places: Map<string, Guest[]>, name: string, guest: Guest): void {
  const guests = places.get(name);
  if (guests === undefined) places.set(name, [guest]);
  else guests.push(guest);
}

function writesAny(guests: readonly Pick<Guest, "writes">[]): Truth {
  return either(...guests.map(({ writes }) => writes));
}
