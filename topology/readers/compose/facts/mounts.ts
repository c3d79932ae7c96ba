import { isUnknown, type Maybe } from "../../../model/known.ts";
import type { MountedPath } from "../../../model/workload.ts";
import type { Place } from "../yaml/sourceText.ts";
import { field, items, type Value } from "../yaml/value.ts";
import type { Ids } from "./names.ts";
import { flag, plainText, text, written } from "./scalars.ts";

/** What mounts are looked up in: the other services, and what the file describes. */
export interface Storage {
  readonly services: ReadonlyMap<string, Value>;
  readonly volumes: Ids;
  readonly secrets: Value | undefined;
  readonly configs: Value | undefined;
  /** How many mounts may still be taken over from others. */
  readonly budget: { mounts: number };
}

export interface PlacedMount {
  readonly mount: MountedPath;
  readonly place: Place;
}

/** What a service finds in its file system that is not its own, and why there may be more. */
export interface Mounts {
  readonly mounts: readonly PlacedMount[];
  readonly unknown: string | undefined;
}

export function mountsOf(service: Value, storage: Storage, seen: ReadonlySet<Value> = new Set()): Mounts {
  const inherited = items(field(service, "volumes_from")).map(from =>
    inheritedFrom(from, storage, new Set([...seen, service])),
  );
  return {
    mounts: [
      ...items(field(service, "volumes")).map(mount => ({
        mount: mountOf(mount, storage),
        place: mount.place,
      })),
      ...items(field(service, "tmpfs")).map(tmpfs => ({ mount: tmpfsOf(tmpfs), place: tmpfs.place })),
      ...grantsOf(field(service, "secrets"), storage.secrets, "/run/secrets/"),
      ...grantsOf(field(service, "configs"), storage.configs, "/"),
      ...inherited.flatMap(({ mounts }) => mounts),
      ...engineSocket(service),
    ],
    unknown: inherited.find(({ unknown }) => unknown !== undefined)?.unknown,
  };
}

function mountOf(mount: Value, { volumes }: Storage): MountedPath {
  const type = plainText(mount, "type");
  const source = text(mount, "source");
  const propagation = plainText(field(mount, "bind"), "propagation");
  return {
    kind: type === "npipe" ? "bind" : isKind(type) ? type : "volume",
    ...(source === undefined || type === "tmpfs" ? {} : { from: idOf(source, type, volumes) }),
    at: plainText(mount, "target") ?? "",
    readOnly: flag(mount, "read_only") ?? false,
    ...(propagation === undefined ? {} : { propagation }),
  };
}

function isKind(type: string | undefined): type is MountedPath["kind"] {
  return type === "volume" || type === "bind" || type === "tmpfs" || type === "image" || type === "cluster";
}

function idOf(source: Maybe<string>, type: string | undefined, volumes: Ids): Maybe<string> {
  return type === "volume" && !isUnknown(source) ? (volumes.get(source) ?? source) : source;
}

/** `PATH:OPTIONS` */
function tmpfsOf(tmpfs: Value): MountedPath {
  const [at = "", modes = ""] = written(tmpfs).split(":");
  const options = modes.split(",").filter(option => option !== "");
  const readOnly = options.includes("ro");
  return { kind: "tmpfs", at, readOnly, ...(options.length === 0 ? {} : { options }) };
}

/** Secrets and configs that are files of the host are mounted from there; others are put into the container. */
function grantsOf(granted: Value | undefined, declared: Value | undefined, folder: string): PlacedMount[] {
  return items(granted).flatMap(grant => {
    const source = plainText(grant, "source") ?? "";
    const file = text(field(declared, source), "file");
    if (file === undefined) return [];
    const target = plainText(grant, "target") ?? source;
    const at = target.startsWith("/") ? target : `${folder}${target}`;
    return [{ mount: { kind: "bind" as const, from: file, at, readOnly: true }, place: grant.place }];
  });
}

/** How long a chain of services that take over volumes may be. */
const deepest = 50;

/** `SERVICE:MODE`, or `container:NAME:MODE`, of which the file says nothing. */
function inheritedFrom(from: Value, storage: Storage, seen: ReadonlySet<Value>): Mounts {
  const name = written(from).replace(/:(?:ro|rw)$/, "");
  const service = storage.services.get(name);
  if (service === undefined) {
    return { mounts: [], unknown: "it takes the volumes of a container that is not described here" };
  }
  if (seen.has(service)) return { mounts: [], unknown: undefined };
  if (seen.size > deepest || storage.budget.mounts < 0)
    return { mounts: [], unknown: "it takes over too many volumes" };
  const { mounts, unknown } = mountsOf(service, storage, seen);
  storage.budget.mounts -= mounts.length;
  const isReadOnly = written(from).endsWith(":ro");
  const own = mounts.map(({ mount }) => ({
    mount: isReadOnly ? { ...mount, readOnly: true } : mount,
    place: from.place,
  }));
  return { mounts: own, unknown };
}

/** With `use_api_socket`, Compose mounts the engine's socket. */
function engineSocket(service: Value): PlacedMount[] {
  const asked = field(service, "use_api_socket");
  const used = flag(service, "use_api_socket");
  if (asked === undefined || used === false) return [];
  const socket = "/var/run/docker.sock";
  const from = isUnknown(used) ? used : socket;
  return [{ mount: { kind: "bind", from, at: socket, readOnly: false }, place: asked.place }];
}
