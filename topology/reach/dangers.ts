import { foldersOf, isWithin, plainPath } from "../model/paths.ts";

/** Sockets by which a container runtime takes orders: who writes to one has root on the host. */
const runtimeSockets = [
  "/run/docker.sock",
  "/run/docker/containerd/containerd.sock",
  "/run/docker/containerd/docker-containerd.sock",
  "/run/containerd/containerd.sock",
  "/run/containerd/containerd.sock.ttrpc",
  "/run/k3s/containerd/containerd.sock",
  "/run/crio/crio.sock",
  "/run/podman/podman.sock",
  "/run/balena-engine.sock",
];

/** The names runtime sockets have wherever they are; on Windows it is a pipe. */
const socketNames = /[/\\](((docker|podman|containerd|crio|balena-engine)\.sock)|docker_engine)$/;
/** Where those of rootless engines are: `/run/user/1000/docker.sock`. */
const rootless = /^\/run\/user(\/\d+(\/(docker|podman))?)?$/;

/** Whether a path of the host is a runtime's socket, or a folder in which one lies. Read-only does not help: one may still connect. */
export function holdsRuntimeSocket(path: string): boolean {
  const plain = plainPath(path);
  if (runtimeSockets.some(socket => isWithin(socket, plain))) return true;
  // `/var/run` is still a folder of its own on some hosts.
  return plain === "/var" || rootless.test(plain) || socketNames.test(plain);
}

/**
 * What the host runs, or reads its users, its rights or its jobs from, and where it keeps its containers: who writes
 * there is root on the host before long.
 */
const rootEquivalent = [
  ...["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/boot", "/proc", "/sys"],
  ...["/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/libx32"],
  ...["/usr/local/bin", "/usr/local/sbin", "/usr/local/lib"],
  ...[
    "/etc/passwd",
    "/etc/shadow",
    "/etc/group",
    "/etc/gshadow",
    "/etc/sudoers",
    "/etc/sudoers.d",
    "/etc/pam.d",
  ],
  ...[
    "/etc/cron.d",
    "/etc/cron.hourly",
    "/etc/cron.daily",
    "/etc/cron.weekly",
    "/etc/cron.monthly",
    "/etc/crontab",
  ],
  ...["/etc/systemd", "/etc/init.d", "/etc/rc.local", "/etc/profile", "/etc/profile.d", "/etc/environment"],
  ...["/etc/ld.so.preload", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/modprobe.d", "/etc/udev"],
  ...["/etc/ssh", "/etc/docker", "/etc/containerd", "/etc/kubernetes"],
  ...["/run/systemd", "/var/spool/cron", "/var/lib/docker", "/var/lib/containerd", "/var/lib/containers"],
  ...["/var/lib/kubelet", "/var/lib/systemd"],
];
/** Folders that hold such things, without being one with all that is in them. */
const above: ReadonlySet<string> = new Set(["/home", "/Users", ...rootEquivalent.flatMap(foldersOf)]);
/** Somebody's home, and what of it is run or trusted when he logs in. What else is below it is a program's own. */
const homes =
  /^(~|\/root|\/home\/[^/]+|\/Users\/[^/]+)(\/(\.ssh|\.bashrc|\.bash_profile|\.profile|\.zshrc|\.pam_environment|\.local\/bin|\.config\/(systemd|autostart|environment\.d|fish))(\/.*)?|\/\.local|\/\.config)?$/;

/** Whether writing to a path of the host makes one root there: to such a thing, in it, or in a folder that holds one. */
export function isRootEquivalent(path: string): boolean {
  const plain = plainPath(path);
  return above.has(plain) || homes.test(plain) || rootEquivalent.some(one => isWithin(plain, one));
}

/** Devices behind which lie the host's disks or its memory. */
const rawDevices =
  /^\/dev(\/(mem|kmem|port|((sd|hd|vd|xvd)[a-z]+|nvme\d+n|mmcblk|md|dm-|loop)\w*|(mapper|disk)(\/.*)?))?$/;

/** Whether a device gives the host's disks or memory away. `/dev` is all of them. */
export function isRawDevice(path: string): boolean {
  return rawDevices.test(plainPath(path));
}

/**
 * Capabilities that lead to root on the host: surely, or as it depends on the kernel and on the engine's profiles.
 *
 * @see https://man7.org/linux/man-pages/man7/capabilities.7.html
 */
export const hostCapabilities: Readonly<Record<string, { readonly surely: boolean; readonly how: string }>> =
  {
    SYS_MODULE: { surely: true, how: "may load modules into the host's kernel" },
    SYS_ADMIN: { surely: false, how: "may mount file systems and change most kernel settings" },
    SYS_RAWIO: { surely: false, how: "may write to the host's memory and devices" },
    DAC_READ_SEARCH: { surely: false, how: "may read every file of the host by its handle" },
    BPF: { surely: false, how: "may load programs into the host's kernel" },
    SYS_BOOT: { surely: false, how: "may load another kernel" },
  };
