import type { Finding } from "../../policies/index.ts";
import { isUnknown, piecesOf, type Topology } from "../../topology/index.ts";

/** A way to an element of a topology: a list's name, an id, fields, an index. */
export type ElementPath = readonly (string | number)[];

/** The field of a workload that a rule is about. Rules that are about a workload as a whole, or about others, are not here. */
export const fieldOfRule: Readonly<Record<string, readonly string[]>> = {
  "wildcard-publish": ["published"],
  "admin-port-published": ["published"],
  "privileged-host-port": ["published"],
  "publish-without-effect": ["published"],
  "service-host-port": ["published"],
  "duplicate-host-port": ["published"],
  "datastore-published": ["published"],
  "default-bridge": ["attachments"],
  "several-ways-out": ["attachments"],
  "fixed-address": ["attachments"],
  "legacy-link": ["links"],
  "host-gateway": ["hosts"],
  privileged: ["privileges", "privileged"],
  "host-capability": ["privileges", "capabilitiesAdded"],
  "network-capability": ["privileges", "capabilitiesAdded"],
  "kernel-capability": ["privileges", "capabilitiesAdded"],
  "shared-capability": ["privileges", "capabilitiesAdded"],
  "debug-capability": ["privileges", "capabilitiesAdded"],
  "capabilities-kept": ["privileges", "capabilitiesDropped"],
  "net-raw": ["privileges", "capabilitiesDropped"],
  "no-new-privileges": ["privileges", "noNewPrivileges"],
  "host-device": ["privileges", "devices"],
  "peripheral-device": ["privileges", "devices"],
  "root-user": ["privileges", "user"],
  "host-network": ["namespace"],
  "joined-namespace": ["namespace"],
  "host-pid": ["privileges", "pid"],
  "host-ipc": ["privileges", "ipc"],
  "host-userns": ["privileges", "userns"],
  "host-uts": ["privileges", "uts"],
  "seccomp-off": ["privileges", "seccomp"],
  "apparmor-off": ["privileges", "apparmor"],
  "selinux-off": ["privileges", "selinux"],
  "system-paths-shown": ["privileges", "systemPaths"],
  "cgroup-parent": ["privileges", "cgroupParent"],
  "routing-sysctl": ["privileges", "sysctls"],
  "runtime-socket": ["mounts"],
  "host-bus": ["mounts"],
  "writable-host-path": ["mounts"],
  "sensitive-host-path": ["mounts"],
  "mount-propagation": ["mounts"],
  "executable-tmpfs": ["mounts"],
  "writable-root": ["privileges", "readOnlyRoot"],
  "memory-limit": ["care", "memory"],
  "cpu-limit": ["care", "cpus"],
  "pids-limit": ["care", "pids"],
  "restart-attempts": ["care", "restart"],
  "health-check": ["care", "healthCheck"],
  "logging-off": ["care", "logDriver"],
  "unlimited-ulimit": ["care", "ulimits"],
  "image-tag": ["image"],
  "image-digest": ["image"],
  "image-registry": ["image"],
  "secret-in-environment": ["environment"],
  "placeholder-credential": ["environment"],
  "secret-variable": ["environment"],
  "datastore-without-password": ["environment"],
  "secret-in-labels": ["labels"],
  "secret-in-command": ["command"],
  "duplicate-name": ["name"],
};

/**
 * Finds the element that a finding is about: a port of a workload, a variable, or the workload as a whole.
 *
 * @returns a function, which keeps what it has looked up: a file may have as many findings as ports.
 */
export function elements(topology: Topology): (finding: Finding) => ElementPath {
  const workloads = new Map(topology.workloads.map(one => [one.id, one]));
  const items = new Map<string, Items>();
  let uses: ReadonlyMap<string, ElementPath> | undefined;
  return ({ rule, resource, evidence }) => {
    const at = resource.indexOf("/");
    const [kind, id] = [resource.slice(0, at), resource.slice(at + 1)];
    if (kind === "variable") {
      uses ??= firstUses(topology);
      return uses.get(id) ?? ["variables", id];
    }
    const whole = [`${kind}s`, id];
    const field = fieldOfRule[rule];
    const workload = kind === "workload" ? workloads.get(id) : undefined;
    if (field === undefined || workload === undefined) return whole;
    const value = field.reduce<unknown>(
      (below, name) => (isObject(below) && !isUnknown(below) ? below[name] : undefined),
      workload,
    );
    if (!Array.isArray(value)) return [...whole, ...field, ...entryOf(value, evidence)];
    const key = [...field, id].join("/");
    const list = items.get(key) ?? new Items(value);
    items.set(key, list);
    const index = list.find(evidence);
    return [...whole, ...field, ...(index === undefined ? [] : [index])];
  };
}

/** Where each variable of the file is first asked for, in an environment. */
function firstUses({ workloads }: Topology): ReadonlyMap<string, ElementPath> {
  const uses = new Map<string, ElementPath>();
  for (const { id, environment } of workloads) {
    for (const [index, { name, template, file }] of environment.entries()) {
      const ofTemplate =
        template === undefined
          ? []
          : piecesOf(template).flatMap(piece => (piece.kind === "variable" ? piece.name : []));
      const named = template === undefined && file !== undefined ? [name] : ofTemplate;
      for (const one of named) if (!uses.has(one)) uses.set(one, ["workloads", id, "environment", index]);
    }
  }
  return uses;
}

/** The entry of a map that the evidence names. */
function entryOf(value: unknown, evidence: string): ElementPath {
  if (!isObject(value) || isUnknown(value)) return [];
  const [name = ""] = evidence.split("=");
  return name in value ? [name] : [];
}

/**
 * The items of a list by how findings name them: a port by its numbers, a mount by its path, a variable by its name, a
 * capability by itself.
 */
class Items {
  readonly #exact = new Map<unknown, number>();
  /** Publications, without the address that evidence has before them. */
  readonly #publications = new Map<string, number>();
  readonly #hostPorts = new Map<string, number>();

  constructor(items: readonly unknown[]) {
    items.forEach((item, index) => {
      const note = <T>(map: Map<T, number>, key: T): void => {
        if (key !== undefined && !map.has(key)) map.set(key, index);
      };
      if (!isObject(item)) {
        note(this.#exact, item);
        return;
      }
      const { name, from, at, network, to, alias, port, hostPort, protocol } = item;
      for (const key of [name, from, at, network, `${to}:${alias}`]) note(this.#exact, key);
      const host = hostPort === 0 ? "*" : isUnknown(hostPort) ? "?" : hostPort;
      note(this.#publications, `${host}->${port}/${protocol}`);
      note(this.#hostPorts, `${hostPort}/${protocol}`);
    });
  }

  /** The first that is named so. */
  find(evidence: string): number | undefined {
    const colon = evidence.lastIndexOf(":");
    const space = evidence.indexOf(" ");
    const found = [
      this.#exact.get(evidence),
      colon < 0 ? undefined : this.#publications.get(evidence.slice(colon + 1)),
      space < 0 ? undefined : this.#hostPorts.get(evidence.slice(0, space)),
    ].filter(index => index !== undefined);
    return found.length === 0 ? undefined : Math.min(...found);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
