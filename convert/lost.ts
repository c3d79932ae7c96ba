import type { Workload } from "../topology/index.ts";
import type { ServiceDetails } from "../topology/readers/compose/index.ts";
import type { Decision } from "./decide.ts";

/** What every kind of component takes over, or what says nothing of how a container runs. */
const everywhere = `
  image build environment env_file depends_on profiles ports expose networks volumes extends
  deploy scale attach develop pull_policy pull_refresh_after restart healthcheck label_file
  container_name tty stdin_open init command entrypoint
`;
/** What has lines of its own in the report. */
const toldApart = `
  privileged devices pid ipc userns_mode uts cgroup_parent network_mode extra_hosts links
  security_opt logging
`;
/** What a Workload or a Job takes over beside it. */
const ofWorkloads = `
  volumes_from tmpfs user cap_add cap_drop read_only dns mem_limit cpus sysctls labels
`;
const ofServices = "stop_signal stop_grace_period";

const takenBy: Readonly<Record<Decision["kind"], ReadonlySet<string>>> = {
  database: names(everywhere, toldApart),
  job: names(everywhere, toldApart, ofWorkloads),
  workload: names(everywhere, toldApart, ofWorkloads, ofServices),
};

function names(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap(list => list.trim().split(/\s+/)));
}

/** Attributes of a service that its component has no argument for, by their names in the file. */
export function withoutCounterpart({ workload, details, kind }: Decision): string[] {
  const isTaken = (name: string): boolean =>
    takenBy[kind].has(name) || (name === "triggers" && comesBack(details));
  const rest = (details.attributes ?? []).filter(name => !isTaken(name));
  return [...rest, ...securityOptions(workload), ...logging(workload), ...addresses(workload)];
}

/** Whether a job is to come back: what a scheduler runs has to be said, since the image's own is not known to it. */
export function comesBack({ schedule, command, entrypoint }: ServiceDetails): boolean {
  return schedule !== undefined && (command !== undefined || entrypoint !== undefined);
}

/** `no-new-privileges` is what Bulkhead does anyway. */
function securityOptions({ privileges: { seccomp, apparmor, selinux, systemPaths } }: Workload): string[] {
  return [seccomp, apparmor, selinux, systemPaths].some(option => option !== undefined)
    ? ["security_opt"]
    : [];
}

/** What the engine keeps itself is kept as well, within bounds. */
function logging({ care: { logDriver } }: Workload): string[] {
  return logDriver === undefined || logDriver === "json-file" || logDriver === "local" ? [] : ["logging"];
}

function addresses({ attachments }: Workload): string[] {
  return attachments.some(({ address }) => address !== undefined) ? ["ipv4_address"] : [];
}
