import type { MountedPath } from "../../../../topology/index.ts";
import { notYet, volume, web, webMay, why } from "../world.ts";
import { type Example, type Examples, of } from "./case.ts";

const bind = (from: MountedPath["from"], changes: Partial<MountedPath> = {}) =>
  web({
    mounts: [
      { kind: "bind", ...(from === undefined ? {} : { from }), at: "/x", readOnly: false, ...changes },
    ],
  });
const readOnly = (from: string) => bind(from, { readOnly: true });
/** A volume that is a folder of the host. */
const boundVolume = (hostPath: string, readOnly = false) =>
  web(
    { mounts: [{ kind: "volume", from: "v", at: "/x", readOnly }] },
    { volumes: [volume("v", { hostPath })] },
  );
const tmpfs = (...options: readonly string[]) =>
  web({ mounts: [{ kind: "tmpfs", at: "/tmp", readOnly: false, options }] });

const hidden: Readonly<Record<string, Example>> = {
  "a path to come": of(bind(notYet)),
  "mounts to come": of(web({ unknowns: { mounts: why } })),
};

export const mountsExamples: Examples = {
  "runtime-socket": {
    violated: {
      "Docker's": of(bind("/var/run/docker.sock")),
      "read-only, which is no help": of(readOnly("/run/docker.sock")),
      "the folder it lies in": of(readOnly("/var/run/")),
      "the whole host": of(readOnly("/")),
      "a roundabout path": of(bind("/srv/../run//docker.sock")),
      "containerd's": of(bind("/run/containerd/containerd.sock")),
      "a rootless engine's": of(bind("/run/user/1000/docker.sock")),
      "by a volume that is a folder": of(boundVolume("/var/run")),
    },
    clean: {
      "a folder of the application": of(bind("/srv/data")),
      "a name that only begins so": of(bind("/run/docker.sock.d")),
      "a plain volume": of(
        web({ mounts: [{ kind: "volume", from: "data", at: "/var/run", readOnly: false }] }),
      ),
    },
    unknown: hidden,
  },
  "host-bus": {
    violated: {
      "the socket": of(readOnly("/var/run/dbus/system_bus_socket")),
      "the folder it lies in": of(bind("/run/dbus")),
    },
    clean: {
      "a folder of the application": of(bind("/srv/data")),
      "all of /run, which is another rule's": of(bind("/run")),
    },
    unknown: hidden,
  },
  "writable-host-path": {
    violated: {
      "the configuration": of(bind("/etc")),
      "a cron folder": of(bind("/etc/cron.d")),
      "the engine's own files": of(bind("/var/lib/docker/volumes")),
      everything: of(bind("/")),
      "by a volume that is a folder": of(boundVolume("/usr/bin")),
      ...Object.fromEntries(
        [
          ...["letsencrypt", "ssl/private", "wireguard", "pki", "cron.d/x", "apt", "network", "logrotate.d"],
          ...["hosts", "resolv.conf", "nginx/conf.d"],
        ].map(name => [name, of(bind(`/etc/${name}`))]),
      ),
      "a whole home": of(bind("/home/ops")),
      "whoever's home": of(bind("~")),
      "root's home": of(bind("/root")),
      "keys of a user": of(bind("/home/ops/.ssh")),
    },
    clean: {
      "read-only": of(readOnly("/etc")),
      "a folder of the application": of(bind("/srv/data")),
      "a folder below whoever's home": of(bind("~/.shop/web")),
      "a folder below root's home": of(bind("/root/shop")),
      "the program's own settings": of(
        web({
          image: "acme/ntfy:2",
          mounts: [{ kind: "bind", from: "/etc/ntfy", at: "/etc/ntfy", readOnly: false }],
        }),
      ),
      "by a volume that is mounted read-only": of(
        web(
          { mounts: [{ kind: "volume", from: "v", at: "/x", readOnly: false }] },
          { volumes: [volume("v", { hostPath: "/usr/bin", readOnly: true })] },
        ),
      ),
    },
    unknown: {
      ...hidden,
      "read-only or not is to come": of(bind("/etc", { readOnly: notYet })),
    },
  },
  "sensitive-host-path": {
    violated: {
      "the configuration, read-only": of(readOnly("/etc")),
      "keys of a user": of(readOnly("/home/ops/.ssh")),
      "keys of whoever runs it": of(readOnly("~/.ssh")),
      "a whole home": of(readOnly("/home/ops")),
      "keys of servers": of(readOnly("/etc/ssl/private")),
      logs: of(readOnly("/var/log")),
      devices: of(bind("/dev")),
      "the programs of the host": of(readOnly("/usr/bin")),
    },
    clean: {
      "the time zone": of(readOnly("/etc/localtime")),
      "the kernel's modules": of(readOnly("/lib/modules")),
      libraries: of(readOnly("/usr/lib/x86_64-linux-gnu")),
      "a folder below somebody's home": of(readOnly("~/.shop/logs")),
      certificates: of(readOnly("/etc/ssl/certs/ca-certificates.crt")),
      "a folder of the application": of(readOnly("/srv/data")),
      "memory to share, which is no device": of(bind("/dev/shm")),
      "what is allowed": { topology: readOnly("/var/log"), settings: { allowed: ["/var/log/"] } },
      "the socket, which is another rule's": of(bind("/var/run/docker.sock")),
      "written, which is another rule's": of(bind("/etc")),
    },
    unknown: hidden,
  },
  "mount-propagation": {
    violated: {
      shared: of(bind("/srv", { propagation: "shared" })),
      "recursively shared": of(bind("/srv", { propagation: "rshared" })),
    },
    clean: { slave: of(bind("/srv", { propagation: "rslave" })), "nothing said": of(bind("/srv")) },
    unknown: { "mounts to come": of(web({ unknowns: { mounts: why } })) },
  },
  "executable-tmpfs": {
    violated: { "programs may be run": of(tmpfs("size=64m", "exec")), "setuid counts": of(tmpfs("suid")) },
    clean: {
      "the engine's defaults": of(tmpfs()),
      "made stricter": of(tmpfs("noexec", "nosuid", "size=64m")),
    },
    unknown: { "mounts to come": of(web({ unknowns: { mounts: why } })) },
  },
  "writable-root": {
    violated: { "nothing said": of(web()) },
    clean: { "read-only": of(webMay({ readOnlyRoot: true })) },
    unknown: { "a value to come": of(webMay({ readOnlyRoot: notYet })) },
  },
};
