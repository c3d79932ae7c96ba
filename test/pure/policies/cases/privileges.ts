import type { Workload } from "../../../../topology/index.ts";
import { notYet, topology, web, webMay, why, workload } from "../world.ts";
import { type Examples, of } from "./case.ts";

const service = (changes: object) =>
  topology({ workloads: [workload("web", { kind: "service", ...changes })] });

/** Sets its network up as root, and goes on as somebody else. */
function steppingDown(more: Partial<Workload["privileges"]> = {}): Partial<Workload["privileges"]> {
  const rights = { user: "0:0", capabilitiesAdded: ["NET_ADMIN"], noNewPrivileges: true };
  return { ...rights, stepsDownTo: "99:99", ...more };
}

export const privilegesExamples: Examples = {
  privileged: {
    violated: { "a privileged container": of(webMay({ privileged: true })) },
    clean: { "a plain container": of(web()) },
    unknown: { "a value to come": of(webMay({ privileged: notYet })) },
  },
  "host-capability": {
    violated: {
      "all capabilities": of(webMay({ capabilitiesAdded: ["ALL"] })),
      "one of the worst": of(webMay({ capabilitiesAdded: ["CHOWN", "SYS_MODULE"] })),
      "two of them": of(
        webMay({ capabilitiesAdded: ["SYS_ADMIN", "SYS_RAWIO"] }),
        "workload/web",
        "workload/web",
      ),
    },
    clean: {
      "nothing added": of(web()),
      "harmless ones": of(webMay({ capabilitiesAdded: ["NET_BIND_SERVICE", "CHOWN"] })),
    },
    unknown: { "a list to come": of(webMay({ capabilitiesAdded: notYet })) },
  },
  "network-capability": {
    violated: {
      routing: of(webMay({ capabilitiesAdded: ["NET_ADMIN"] })),
      "given up, and to be had back": of(webMay(steppingDown({ noNewPrivileges: false }))),
      "kept, as root": of(webMay(steppingDown({ stepsDownTo: "0:0" }))),
    },
    clean: {
      "a port below 1024": of(webMay({ capabilitiesAdded: ["NET_BIND_SERVICE"] })),
      "given up for good before its program starts": of(webMay(steppingDown())),
    },
    unknown: { "a list to come": of(webMay({ capabilitiesAdded: notYet })) },
  },
  "shared-capability": {
    violated: Object.fromEntries(
      ["SYS_NICE", "IPC_LOCK", "LEASE", "SYSLOG", "SYS_RESOURCE"].map(name => [
        name,
        of(webMay({ capabilitiesAdded: [name] })),
      ]),
    ),
    clean: { "nothing added": of(web()) },
    unknown: { "a list to come": of(webMay({ capabilitiesAdded: notYet })) },
  },
  "kernel-capability": {
    violated: {
      "code in the kernel": of(webMay({ capabilitiesAdded: ["BPF"] })),
    },
    clean: { "those that other rules know": of(webMay({ capabilitiesAdded: ["SYS_ADMIN", "SYS_PTRACE"] })) },
    unknown: { "a list to come": of(webMay({ capabilitiesAdded: notYet })) },
  },
  "debug-capability": {
    violated: {
      tracing: of(webMay({ capabilitiesAdded: ["SYS_PTRACE"] })),
      "reading anything": of(webMay({ capabilitiesAdded: ["DAC_READ_SEARCH"] })),
    },
    clean: { "nothing added": of(web()) },
    unknown: { "a list to come": of(webMay({ capabilitiesAdded: notYet })) },
  },
  "capabilities-kept": {
    violated: {
      "nothing dropped": of(web()),
      "some dropped": of(webMay({ capabilitiesDropped: ["NET_RAW", "CHOWN"] })),
    },
    clean: { "all dropped": of(webMay({ capabilitiesDropped: ["ALL"], capabilitiesAdded: ["CHOWN"] })) },
    unknown: { "a list to come": of(webMay({ capabilitiesDropped: notYet })) },
  },
  "net-raw": {
    violated: {
      "nothing dropped": of(web()),
      "dropped, then added": of(webMay({ capabilitiesDropped: ["ALL"], capabilitiesAdded: ["NET_RAW"] })),
      "added, whatever is dropped": of(
        webMay({ capabilitiesDropped: notYet, capabilitiesAdded: ["NET_RAW"] }),
      ),
    },
    clean: {
      "all dropped": of(webMay({ capabilitiesDropped: ["ALL"] })),
      "it alone dropped": of(webMay({ capabilitiesDropped: ["NET_RAW"] })),
    },
    unknown: {
      "what is dropped is to come": of(webMay({ capabilitiesDropped: notYet })),
      "what is added is to come": of(webMay({ capabilitiesDropped: ["ALL"], capabilitiesAdded: notYet })),
    },
  },
  "no-new-privileges": {
    violated: { "nothing said": of(web()) },
    clean: {
      "switched on": of(webMay({ noNewPrivileges: true })),
      "a service, which has no such property": of(service({})),
    },
    unknown: { "an option to come": of(webMay({ noNewPrivileges: notYet })) },
  },
  "host-device": {
    violated: {
      "two devices": of(webMay({ devices: ["/dev/sda", "/dev/mem"] }), "workload/web", "workload/web"),
      "one that is not allowed": {
        topology: webMay({ devices: ["/dev/dri", "/dev/sda"] }),
        settings: { allowed: ["/dev/dri"] },
      },
      "a tunnel without the right to it": of(webMay({ devices: ["/dev/net/tun"] })),
      "all devices by a rule": of(webMay({ deviceRules: ["a *:* rwm"] })),
      "all disks by a rule": of(webMay({ deviceRules: ["b 8:* rmw"] })),
      "the host's memory by a rule": of(webMay({ deviceRules: ["c 1:1 r"] })),
    },
    clean: {
      none: of(web()),
      "one that is allowed": {
        topology: webMay({ devices: ["/dev/xyz"] }),
        settings: { allowed: ["/dev/xyz"] },
      },
      "nothing of the host's": of(webMay({ devices: ["/dev/null", "/dev/dri", "/dev/snd"] })),
      "a tunnel with the right to it": of(
        webMay({ devices: ["/dev/net/tun"], capabilitiesAdded: ["NET_ADMIN"] }),
      ),
      "serial lines by a rule": of(webMay({ deviceRules: ["c 188:* rmw"] })),
    },
    unknown: { "a path to come": of(webMay({}, { devices: why })) },
  },
  "peripheral-device": {
    violated: {
      pictures: of(webMay({ devices: ["/dev/dri/renderD128"] })),
      sound: of(webMay({ devices: ["/dev/snd"] })),
      "a tunnel with the right to it": of(
        webMay({ devices: ["/dev/net/tun"], capabilitiesAdded: ["NET_ADMIN"] }),
      ),
    },
    clean: {
      nowhere: of(webMay({ devices: ["/dev/null"] })),
      "a disk, which is another rule's": of(webMay({ devices: ["/dev/sda"] })),
    },
    unknown: { "a path to come": of(webMay({}, { devices: why })) },
  },
  "root-user": {
    violated: {
      "by number": of(webMay({ user: "0" })),
      "by name, with a group": of(webMay({ user: "root:adm" })),
      "an image that says nothing, as its engine tells it": of({
        ...web(),
        engine: { version: "20.10.24" },
      }),
    },
    clean: {
      "another user": of(webMay({ user: "1000:0" })),
      "root until its program starts": of(webMay(steppingDown())),
      "one that begins with 0": of(webMay({ user: "01000" })),
    },
    unknown: {
      "a user to come": { topology: webMay({ user: notYet }), settings: { whenUnknown: "advisory" } },
      "the image's user": { topology: web(), settings: { whenUnknown: "advisory" } },
    },
  },
};
