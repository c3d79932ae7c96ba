import { isUnknown, type Maybe } from "../../../model/known.ts";
import type { MountedPath } from "../../../model/workload.ts";
import type { Place } from "../yaml/sourceText.ts";
import { field, items, type Value } from "../yaml/value.ts";
import type { Ids } from "./names.ts";
import { flag, known, plainText, text, written } from "./scalars.ts";

/** What mounts are looked up in: the other services, and what the file describes. */
export interface Storage {
  readonly services: ReadonlyMap<string, Value>;
  readonly volumes: Ids;
  readonly secrets: Value | undefined;
  readonly configs: Value | undefined;
}

export interface PlacedMount {
  readonly mount: MountedPath;
  readonly place: Place;
}

/** What a service finds in its file system that is not its own. */
export function mountsOf(
  service: Value,
  storage: Storage,
  seen: ReadonlySet<Value> = new Set(),
): PlacedMount[] {
  return [
    ...items(field(service, "volumes")).map(mount => ({
      mount: mountOf(mount, storage),
      place: mount.place,
    })),
    ...items(field(service, "tmpfs")).map(tmpfs => ({ mount: tmpfsOf(tmpfs), place: tmpfs.place })),
    ...grantsOf(field(service, "secrets"), storage.secrets, "/run/secrets/"),
    ...grantsOf(field(service, "configs"), storage.configs, "/"),
    ...items(field(service, "volumes_from")).flatMap(from =>
      inherited(from, storage, new Set([...seen, service])),
    ),
    ...engineSocket(service),
  ];
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
  const [at = "", options = ""] = written(tmpfs).split(":");
  return { kind: "tmpfs", at, readOnly: options.split(",").includes("ro") };
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

/** `SERVICE:MODE`, or `container:NAME:MODE` of which the file says nothing. */
function inherited(from: Value, storage: Storage, seen: ReadonlySet<Value>): PlacedMount[] {
  const name = written(from);
  const readOnly = name.endsWith(":ro");
  const service = storage.services.get(name.replace(/:(?:ro|rw)$/, ""));
  if (service === undefined) {
    const unknown = {
      unknown: `the mounts of ${known(name) === name ? name : "another container"} are not described here`,
    };
    return [{ mount: { kind: "volume", from: unknown, at: "", readOnly }, place: from.place }];
  }
  if (seen.has(service)) return [];
  return mountsOf(service, storage, seen).map(({ mount }) => ({
    mount: readOnly ? { ...mount, readOnly } : mount,
    place: from.place,
  }));
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
