/** The settings of a container's own inter-process communication, and its domain's name. */
const single: ReadonlySet<string> = new Set([
  ...["kernel.domainname", "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall"],
  ...["kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"],
]);

const advice = "give one of net.*, fs.mqueue.*, kernel.msg*, kernel.sem and kernel.shm*";

/**
 * What keeps a kernel setting from being one that a container has of its own.
 *
 * @see https://docs.docker.com/reference/cli/docker/container/run/#sysctl
 */
export function whyNoSysctl(name: string): string | undefined {
  if (single.has(name.replaceAll("/", ".")) || /^(net|fs[./]mqueue)[./]\S+$/.test(name)) return undefined;
  return `a container may not set ${name}, which is the host's or the engine's; ${advice}`;
}
