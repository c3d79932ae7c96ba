import {
  holdsRuntimeSocket,
  isRootEquivalent,
  isUnknown,
  isWithin,
  type Maybe,
  type MountedPath,
  plainPath,
  type Workload,
} from "../../topology/index.ts";
import { eachWorkload, not, unsure, violated, wrongIf, wrongIfHidden } from "../found.ts";
import { holdsBus, isDangerousToWrite, isRuntimeSocket, isSensitive } from "../hostPaths.ts";
import { type Family, rule } from "../rule.ts";
import type { World } from "../world.ts";

const runtimeSocket = rule({
  id: "runtime-socket",
  title: "No container has the engine's socket",
  severity: "critical",
  level: "mandatory",
  rationale:
    "Whoever can open the socket of Docker, containerd or Podman starts a privileged container and is root on the host. Mounting it read-only changes nothing: connecting to a socket is no write. Mounting a folder that holds it is the same.",
  remedy:
    "Do without, or put a filtering proxy between that lets through only the calls needed, on a network of its own.",
  cis: "5.32",
  check: eachWorkload(function* (workload, { world }) {
    const statement = `workload ${workload.id} has a socket of a container runtime`;
    for (const { path } of hostPaths(workload, world)) {
      if (isUnknown(path)) yield unsure("mounts", statement, path.unknown);
      else if (holdsRuntimeSocket(path))
        yield violated(
          path,
          isRuntimeSocket(path)
            ? `Workload ${workload.id} has the socket ${path} of a container runtime.`
            : `Workload ${workload.id} has ${path} of the host, in which a container runtime's socket lies.`,
        );
    }
    yield* wrongIfHidden(workload, "mounts", statement);
  }),
});

const hostBus = rule({
  id: "host-bus",
  title: "No container has the host's D-Bus socket",
  severity: "high",
  level: "mandatory",
  rationale:
    "By this socket systemd, the network and the users of the host take orders: root in the container starts a service on the host. Mounting it read-only changes nothing.",
  remedy: "Do without, or run what needs it on the host.",
  exception: "A program for Bluetooth or for the host's network, that runs as no root and as nothing else.",
  check: eachWorkload(function* (workload, { world }) {
    const statement = `workload ${workload.id} has the host's D-Bus socket`;
    for (const { path } of hostPaths(workload, world)) {
      if (isUnknown(path)) yield unsure("mounts", statement, path.unknown);
      else if (holdsBus(path))
        yield violated(path, `Workload ${workload.id} has ${path} of the host, its D-Bus socket.`);
    }
    yield* wrongIfHidden(workload, "mounts", statement);
  }),
});

const writablePath = rule({
  id: "writable-host-path",
  title: "No container writes where the host keeps its programs and configuration",
  severity: "critical",
  level: "mandatory",
  rationale:
    "Whoever writes to /etc, /usr, somebody's home or the engine's own folders becomes root on the host, by a cron job, a service, a key or a program that root will run.",
  remedy: "Mount the one file that is needed, read-only, or hand the data over in a volume.",
  cis: "5.6",
  check: eachWorkload(function* (workload, { world }) {
    const statement = `workload ${workload.id} can write to a folder that makes it root on the host`;
    for (const { path, mount } of hostPaths(workload, world)) {
      if (isUnknown(path)) yield unsure("mounts", statement, path.unknown);
      else if (isDangerousToWrite(path) && !isOwnSetting(workload, path)) {
        const can = `workload ${workload.id} can write to ${path} of the host`;
        yield* wrongIf(not(mount.readOnly), path, can);
      }
    }
    yield* wrongIfHidden(workload, "mounts", statement);
  }),
});

/** A folder of /etc that bears the program's name holds its own settings, and nothing the host runs. */
function isOwnSetting({ id, name, image }: Workload, path: string): boolean {
  const [, folder = ""] = /^\/etc\/([\w-]+)(\/|$)/.exec(plainPath(path)) ?? [];
  const repository = typeof image === "string" ? (image.split(/[@:]/)[0] ?? "") : "";
  return !isRootEquivalent(path) && [id, name, ...repository.split("/")].includes(folder);
}

/** What containers commonly need of these folders, and nobody keeps a secret in. */
const harmless: readonly string[] = [
  "/etc/ca-certificates",
  "/etc/group",
  "/etc/localtime",
  "/etc/passwd",
  "/etc/ssl/certs",
  "/etc/timezone",
  "/lib/modules",
  "/usr/lib",
  "/usr/src",
  "/usr/local/share/ca-certificates",
  "/usr/share/ca-certificates",
  "/usr/share/zoneinfo",
];

const sensitivePath = rule({
  id: "sensitive-host-path",
  title: "No container reads the host's private files",
  severity: "high",
  level: "mandatory",
  rationale:
    "Keys, password hashes, logs and the settings of other services are in these folders, and knowing them is half of taking the host.",
  remedy: "Mount the one file that is needed, or copy it into the container.",
  cis: "5.6",
  settings: {
    allowed: {
      type: "array",
      items: { type: "string" },
      default: harmless,
      description: "Paths of the host that containers may read",
    },
  },
  check: eachWorkload(function* (workload, { world, settings: { allowed } }) {
    const statement = `workload ${workload.id} reads private files of the host`;
    for (const { path, mount } of hostPaths(workload, world)) {
      if (isUnknown(path)) {
        yield unsure("mounts", statement, path.unknown);
        continue;
      }
      // What can be written there is the other rules' matter.
      const worse =
        (isDangerousToWrite(path) && mount.readOnly === false) || isRuntimeSocket(path) || holdsBus(path);
      const free = allowed.some(place => isWithin(plainPath(path), plainPath(place)));
      if (isSensitive(path) && !worse && !free)
        yield violated(path, `Workload ${workload.id} can read ${path} of the host.`);
    }
    yield* wrongIfHidden(workload, "mounts", statement);
  }),
});

const propagation = rule({
  id: "mount-propagation",
  title: "No mount of a container shows on the host",
  severity: "medium",
  level: "mandatory",
  rationale:
    "With propagation `shared` what the container mounts appears on the host and in other containers, over files that were there.",
  remedy: "Leave the propagation at `rprivate`, or take `rslave` where new mounts of the host must show.",
  cis: "5.20",
  check: eachWorkload(function* (workload) {
    for (const { propagation, at } of workload.mounts) {
      if (propagation === "shared" || propagation === "rshared")
        yield violated(at, `Workload ${workload.id} passes mounts below ${at} on to the host.`);
    }
    yield* wrongIfHidden(workload, "mounts", `workload ${workload.id} passes mounts on to the host`);
  }),
});

const tmpfs = rule({
  id: "executable-tmpfs",
  title: "Nothing is run from memory file systems",
  severity: "low",
  level: "advisory",
  rationale:
    "A read-only root is worth little where a downloaded program can be put into a tmpfs and run. Docker mounts it noexec, nosuid and nodev unless told otherwise.",
  remedy: "Drop `exec`, `suid` and `dev` from its options.",
  check: eachWorkload(function* (workload) {
    const { id, mounts } = workload;
    for (const { kind, at, options = [] } of mounts) {
      const loose = options.filter(option => ["exec", "suid", "dev"].includes(option));
      if (kind === "tmpfs" && loose.length > 0)
        yield violated(at, `The tmpfs ${at} of workload ${id} is mounted with ${loose.join(", ")}.`);
    }
    yield* wrongIfHidden(workload, "mounts", `a tmpfs of workload ${id} is mounted with exec, suid or dev`);
  }),
});

const writableRoot = rule({
  id: "writable-root",
  title: "The root file system is read-only",
  severity: "low",
  level: "advisory",
  rationale:
    "Whoever breaks into a container puts his tools there and changes its programs. On a read-only root he cannot, and what the service really writes is visible as mounts.",
  remedy: "Set it read-only, with a tmpfs or a volume where the program writes.",
  cis: "5.13",
  check: eachWorkload(({ id, privileges }) =>
    wrongIf(not(privileges.readOnlyRoot), "root", `the root file system of workload ${id} can be written to`),
  ),
});

/** The host's folders and files that a workload has, mounted as they are or by a volume that binds one. */
export function hostPaths(
  { mounts }: Workload,
  world: World,
): { readonly path: Maybe<string>; readonly mount: MountedPath }[] {
  return mounts.flatMap(mount => {
    const path = hostPathOf(mount, world);
    if (path === undefined) return [];
    const isReadOnly =
      mount.kind === "volume" && typeof mount.from === "string" && world.volume(mount.from)?.readOnly;
    return [{ path, mount: isReadOnly ? { ...mount, readOnly: true } : mount }];
  });
}

function hostPathOf({ kind, from }: MountedPath, world: World): Maybe<string> | undefined {
  if (kind === "bind") return from;
  if (kind !== "volume" || from === undefined || isUnknown(from)) return undefined;
  return world.volume(from)?.hostPath;
}

export const mounts: Family = {
  id: "mounts",
  title: "Mounts",
  about: "What of the host's files a container has, and where it can write.",
  rules: [runtimeSocket, hostBus, writablePath, sensitivePath, propagation, tmpfs, writableRoot],
};
