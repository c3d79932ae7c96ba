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
  "writable-host-path": {
    violated: {
      "the configuration": of(bind("/etc")),
      "a cron folder": of(bind("/etc/cron.d")),
      "the engine's own files": of(bind("/var/lib/docker/volumes")),
      everything: of(bind("/")),
      "by a volume that is a folder": of(boundVolume("/usr/bin")),
    },
    clean: {
      "read-only": of(readOnly("/etc")),
      "a folder of the application": of(bind("/srv/data")),
      "a file nobody runs": of(bind("/etc/nginx/conf.d")),
    },
    unknown: {
      ...hidden,
      "read-only or not is to come": of(bind("/etc", { readOnly: notYet })),
    },
  },
  "sensitive-host-path": {
    violated: {
      "the configuration, read-only": of(readOnly("/etc")),
      "keys of a user": of(bind("/home/ops/.ssh")),
      logs: of(readOnly("/var/log")),
      devices: of(bind("/dev")),
      "the programs of the host": of(readOnly("/usr/bin")),
    },
    clean: {
      "the time zone": of(readOnly("/etc/localtime")),
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
