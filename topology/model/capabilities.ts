import { isUnknown, type Maybe } from "./known.ts";
import type { Privileges } from "./workload.ts";

/** What the engine leaves a container that says nothing of capabilities. @see https://docs.docker.com/engine/security/#linux-kernel-capabilities */
const usual: ReadonlySet<string> = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "NET_RAW",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

/** A capability's name as the model has it: in capitals, without `CAP_`. */
export function capabilityName(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, "");
}

/**
 * Whether a workload has a capability, as the engine counts: what is added stays whatever is dropped, and `ALL` stands
 * for every one, but for those dropped by name.
 */
export function hasCapability(privileges: Privileges, capability: string): Maybe<boolean> {
  const { privileged } = privileges;
  if (privileged === true) return true;
  const given = isGiven(privileges, capability);
  return given !== true && isUnknown(privileged) ? privileged : given;
}

function isGiven(privileges: Privileges, capability: string): Maybe<boolean> {
  const { capabilitiesAdded: added, capabilitiesDropped: dropped } = privileges;
  if (isUnknown(added)) return added;
  if (includes(added, capability)) return true;
  const all = includes(added, "ALL");
  if (!all && !usual.has(capability)) return false;
  if (isUnknown(dropped)) return dropped;
  return !includes(dropped, capability) && (all || !includes(dropped, "ALL"));
}

function includes(names: readonly string[], capability: string): boolean {
  return names.some(name => capabilityName(name) === capability);
}
