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

/** The element that a finding is about: a port of a workload, a variable, or the workload as a whole. */
export function elementOf({ rule, resource, evidence }: Finding, topology: Topology): ElementPath {
  const at = resource.indexOf("/");
  const [kind, id] = [resource.slice(0, at), resource.slice(at + 1)];
  if (kind === "variable") return firstUseOf(id, topology);
  const whole = [`${kind}s`, id];
  const field = fieldOfRule[rule];
  const workload = kind === "workload" ? topology.workloads.find(one => one.id === id) : undefined;
  if (field === undefined || workload === undefined) return whole;
  const value = field.reduce<unknown>(
    (below, name) => (isObject(below) && !isUnknown(below) ? below[name] : undefined),
    workload,
  );
  return [...whole, ...field, ...itemOf(value, evidence)];
}

/** Where a variable of the file is first asked for, in an environment. */
function firstUseOf(variable: string, { workloads }: Topology): ElementPath {
  for (const { id, environment } of workloads) {
    const index = environment.findIndex(({ name, template, file }) =>
      template === undefined
        ? file !== undefined && name === variable
        : piecesOf(template).some(piece => piece.kind === "variable" && piece.name === variable),
    );
    if (index !== -1) return ["workloads", id, "environment", index];
  }
  return ["variables", variable];
}

/** The item of a list or a map that the evidence names. */
function itemOf(value: unknown, evidence: string): ElementPath {
  if (Array.isArray(value)) {
    const index = value.findIndex(item => isNamed(item, evidence));
    return index === -1 ? [] : [index];
  }
  if (!isObject(value) || isUnknown(value)) return [];
  const [name = ""] = evidence.split("=");
  return name in value ? [name] : [];
}

/** Findings name a port by its numbers, a mount by its path, a variable by its name, a capability by itself. */
function isNamed(item: unknown, evidence: string): boolean {
  if (!isObject(item)) return item === evidence;
  const { name, from, at, network, to, alias, port, hostPort, protocol } = item;
  const publication = `${hostPort === 0 ? "*" : isUnknown(hostPort) ? "?" : hostPort}->${port}/${protocol}`;
  return (
    [name, from, at, network, `${to}:${alias}`].includes(evidence) ||
    evidence.endsWith(`:${publication}`) ||
    evidence.startsWith(`${hostPort}/${protocol} `)
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
