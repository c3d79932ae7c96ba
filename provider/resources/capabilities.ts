import type { Plain } from "../protocol/values.ts";
import { nearest } from "../tables/nearest.ts";

/** Linux 6.x has no other. @see https://man7.org/linux/man-pages/man7/capabilities.7.html */
const kernelCapabilities: readonly string[] = [
  "AUDIT_CONTROL",
  "AUDIT_READ",
  "AUDIT_WRITE",
  "BLOCK_SUSPEND",
  "BPF",
  "CHECKPOINT_RESTORE",
  "CHOWN",
  "DAC_OVERRIDE",
  "DAC_READ_SEARCH",
  "FOWNER",
  "FSETID",
  "IPC_LOCK",
  "IPC_OWNER",
  "KILL",
  "LEASE",
  "LINUX_IMMUTABLE",
  "MAC_ADMIN",
  "MAC_OVERRIDE",
  "MKNOD",
  "NET_ADMIN",
  "NET_BIND_SERVICE",
  "NET_BROADCAST",
  "NET_RAW",
  "PERFMON",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_ADMIN",
  "SYS_BOOT",
  "SYS_CHROOT",
  "SYS_MODULE",
  "SYS_NICE",
  "SYS_PACCT",
  "SYS_PTRACE",
  "SYS_RAWIO",
  "SYS_RESOURCE",
  "SYS_TIME",
  "SYS_TTY_CONFIG",
  "SYSLOG",
  "WAKE_ALARM",
];

/** How a list of capabilities is compared and checked. */
export const capabilityRule = { normal: sameCapabilities, complain: capabilityComplaint };

/** The kernel's names of capabilities, each once and in order: `net_admin` is CAP_NET_ADMIN; ALL holds all others. */
export function capabilityNames(names: readonly string[]): string[] {
  const full = names.map(name =>
    name
      .trim()
      .toUpperCase()
      .replace(/^(?!CAP_|ALL$)/, "CAP_"),
  );
  return full.includes("ALL") ? ["ALL"] : [...new Set(full)].sort();
}

/** Capabilities in the one form in which equal ones look equal. */
function sameCapabilities(value: Plain): Plain {
  return Array.isArray(value) ? capabilityNames(value.map(String)) : value;
}

function capabilityComplaint(value: Plain): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const unknown = value.filter(
    name =>
      typeof name === "string" &&
      !["ALL", ...kernelCapabilities].includes(capabilityNames([name])[0]?.replace(/^CAP_/, "") ?? ""),
  );
  if (unknown.length === 0) return undefined;
  const [first] = unknown as string[];
  const near = nearest((first ?? "").toUpperCase().replace(/^CAP_/, ""), kernelCapabilities);
  return `the kernel has no ${unknown.map(name => `"${String(name)}"`).join(" and ")}; ${
    near === undefined ? "write names like NET_ADMIN, or ALL" : `write ${near}`
  }`;
}
