import { capabilityName } from "../../../topology/index.ts";

/** @see https://man7.org/linux/man-pages/man7/capabilities.7.html */
const capabilities: readonly string[] = [
  ...["AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN"],
  ...["DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE"],
  ...["LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE"],
  ...["NET_BROADCAST", "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_ADMIN"],
  ...["SYS_BOOT", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO"],
  ...["SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "SYSLOG", "WAKE_ALARM"],
];

/** What keeps a text from being a capability's name, or `ALL`. */
export function whyNoCapability(text: string): string | undefined {
  const name = capabilityName(text);
  if (name === "ALL" || capabilities.includes(name)) return undefined;
  return `there is no capability ${JSON.stringify(text)}; give one's name, such as NET_BIND_SERVICE`;
}
