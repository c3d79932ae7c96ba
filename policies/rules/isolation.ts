import { isUnknown, type UnknownField, type Workload } from "../../topology/index.ts";
import { type Case, eachWorkload, unsure, violated, wrongIf, wrongIfHidden } from "../found.ts";
import { type Family, type Rule, rule } from "../rule.ts";

const hostNetwork = rule({
  id: "host-network",
  title: "No container uses the host's network interfaces",
  severity: "critical",
  level: "mandatory",
  rationale:
    "In the host's network namespace a container reaches every service on the host's loopback and is a neighbour of every bridge: no network stands between it and anybody.",
  remedy: "Give it a network of its own and publish the ports it serves.",
  exception: "A tool that must see the host's interfaces, with nothing else in it.",
  cis: "5.10",
  check: eachWorkload(function* ({ id, namespace }) {
    const statement = `workload ${id} uses the host's network interfaces`;
    if (namespace.kind === "unknown") yield unsure("host", statement, namespace.unknown);
    else yield* wrongIf(namespace.kind === "host", "host", statement);
  }),
});

const joinedNamespace = rule({
  id: "joined-namespace",
  title: "No container shares the network interfaces of another",
  severity: "medium",
  level: "advisory",
  rationale:
    "Two containers in one network namespace share addresses, ports and loopback: what one may reach, the other may, and services bound to 127.0.0.1 are open to both.",
  remedy: "Put both on a network of their own and let them call each other by name.",
  exception: "A sidecar that is one program with its neighbour.",
  check: eachWorkload(function* ({ id, namespace }) {
    if (namespace.kind === "workload")
      yield violated(namespace.of, `Workload ${id} shares the network interfaces of ${namespace.of}.`);
    else if (namespace.kind === "unknown")
      yield unsure("namespace", `workload ${id} shares the network interfaces of another`, namespace.unknown);
  }),
});

const hostProcesses = sharedWithHost("host-pid", "pid", {
  title: "No container sees the host's processes",
  what: "process ids",
  rationale:
    "In the host's PID namespace a container sees every process of the host, its arguments and environment, and may signal or trace them.",
  cis: "5.16",
});

const hostIpc = sharedWithHost("host-ipc", "ipc", {
  title: "No container shares the host's memory segments",
  what: "memory segments and message queues",
  rationale: "Shared memory of the host's programs, which databases use, lies open to the container.",
  cis: "5.17",
});

const hostUsers = sharedWithHost("host-userns", "userns", {
  title: "No container is taken out of user namespaces",
  what: "users",
  rationale:
    "Where the engine maps root of containers to a user without rights, `host` takes that away: root is root again.",
  cis: "5.31",
});

const hostName = rule({
  id: "host-uts",
  title: "No container can rename the host",
  severity: "high",
  level: "mandatory",
  rationale: "In the host's UTS namespace a container sets the host's name for all.",
  remedy: "Drop the setting.",
  cis: "5.21",
  check: eachWorkload(({ id, privileges }) =>
    wrongIf(privileges.uts === "host", "host", `workload ${id} shares the host's name`),
  ),
});

const seccomp = confinement("seccomp-off", "seccomp", "unconfined", {
  title: "System calls are filtered",
  statement: "runs without a filter of system calls",
  rationale:
    "Docker's seccomp profile keeps some 44 system calls from containers, most of them the way out in past breaches.",
  remedy: "Drop `seccomp=unconfined`; give a profile of its own to what needs one call more.",
  cis: "5.22",
});

const apparmor = confinement("apparmor-off", "apparmor", "unconfined", {
  title: "AppArmor is on",
  statement: "runs without AppArmor",
  rationale:
    "Docker's AppArmor profile keeps containers from mounting and from writing to /proc and /sys, capabilities or not.",
  remedy: "Drop `apparmor=unconfined`, or load a profile made for the workload and name it.",
  cis: "5.2",
});

const selinux = confinement("selinux-off", "selinux", "disable", {
  title: "SELinux labels are on",
  statement: "runs without SELinux labels",
  rationale: "Without its label a container's processes may read what belongs to others.",
  remedy: "Drop `label=disable`; label what is mounted (`:z`, `:Z`) where access is refused.",
  cis: "5.3",
});

const systemPaths = confinement("system-paths-shown", "systemPaths", "unconfined", {
  title: "The kernel's paths are masked",
  statement: "sees the paths of the kernel that engines hide",
  rationale:
    "Docker hides what in /proc and /sys shows or changes the host: its memory, its keys, its devices. With `systempaths=unconfined` they are there, and can be written to.",
  remedy: "Drop `systempaths=unconfined`.",
  cis: "5.22",
});

const cgroupParent = rule({
  id: "cgroup-parent",
  title: "No container has a control group of its choice",
  severity: "medium",
  level: "mandatory",
  rationale: "Under another control group the limits that the engine sets for all containers do not hold.",
  remedy: "Drop the setting.",
  cis: "5.25",
  check: eachWorkload(function* (workload) {
    const { id, privileges } = workload;
    const parent = privileges.cgroupParent ?? "";
    if (parent !== "") yield violated(parent, `Workload ${id} runs under the control group ${parent}.`);
    yield* wrongIfHidden(workload, "cgroupParent", `workload ${id} chooses its control group`);
  }),
});

/** Kernel settings that open ways between networks; patterns of names, and the values that do it. */
const openingSysctls: readonly (readonly [RegExp, RegExp])[] = [
  [/^net\.ipv4\.ip_forward$|^net\.ipv[46]\.conf\.[^.]+\.forwarding$/, /^[1-9]/],
  [/\.(accept_source_route|accept_redirects|send_redirects|route_localnet|proxy_arp)$/, /^[1-9]/],
  [/\.rp_filter$/, /^0/],
];

const sysctl = rule({
  id: "routing-sysctl",
  title: "No container is told to route",
  severity: "medium",
  level: "advisory",
  rationale:
    "A container on two networks that forwards packets, or accepts routes from others, is a way between networks that nothing shows.",
  remedy: "Drop the setting, or set net.ipv4.ip_forward to 0.",
  exception: "A router or VPN whose purpose it is.",
  check: eachWorkload(function* (workload) {
    const { id, privileges } = workload;
    for (const [name, value] of Object.entries(privileges.sysctls)) {
      const opens = openingSysctls.some(([names, values]) => names.test(name) && values.test(value));
      if (opens) yield violated(`${name}=${value}`, `Workload ${id} sets ${name} to ${value}.`);
    }
    yield* wrongIfHidden(workload, "sysctls", `workload ${id} is told to route`);
  }),
});

/** A namespace that a container can share with the host. */
function sharedWithHost(
  id: string,
  namespace: "pid" | "ipc" | "userns",
  { what, ...texts }: Pick<Rule, "title" | "rationale"> & { cis: string; what: string },
): Rule {
  return rule({
    id,
    ...texts,
    severity: "high",
    level: "mandatory",
    remedy: "Drop the setting.",
    check: eachWorkload(function* (workload) {
      const statement = `workload ${workload.id} shares the host's ${what}`;
      yield* wrongIf(workload.privileges[namespace] === "host", "host", statement);
      yield* wrongIfHidden(workload, namespace, statement);
    }),
  });
}

type Confinement = "seccomp" | "apparmor" | "selinux" | "systemPaths";

/** A kind of confinement that a security option switches off. A privileged container has none of them anyway. */
function confinement(
  id: string,
  option: Confinement,
  off: string,
  { statement, ...texts }: Pick<Rule, "title" | "rationale" | "remedy"> & { cis: string; statement: string },
): Rule {
  return rule({
    id,
    ...texts,
    severity: "high",
    level: "mandatory",
    check: eachWorkload(workload => switchedOff(workload, option, off, statement)),
  });
}

function* switchedOff(
  workload: Workload,
  option: Confinement,
  off: string,
  statement: string,
): Generator<Case> {
  const { id, privileges } = workload;
  const hidden: UnknownField = "securityOptions";
  if (privileges[option] === off) yield violated(off, `Workload ${id} ${statement}.`);
  else if (isUnknown(privileges.privileged) || !privileges.privileged)
    yield* wrongIfHidden(workload, hidden, `workload ${id} ${statement}`);
}

export const isolation: Family = {
  id: "isolation",
  title: "Isolation from the host",
  about: "Whether a container has namespaces and confinement of its own.",
  rules: [
    ...[hostNetwork, joinedNamespace, hostProcesses, hostIpc, hostUsers, hostName],
    ...[seccomp, apparmor, selinux, systemPaths, cgroupParent, sysctl],
  ],
};
