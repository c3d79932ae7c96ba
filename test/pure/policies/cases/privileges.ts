import { notYet, topology, web, webMay, why, workload } from "../world.ts";
import { type Examples, of } from "./case.ts";

const service = (changes: object) =>
  topology({ workloads: [workload("web", { kind: "service", ...changes })] });

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
  "kernel-capability": {
    violated: {
      routing: of(webMay({ capabilitiesAdded: ["NET_ADMIN"] })),
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
    },
    clean: {
      none: of(web()),
      "one that is allowed": {
        topology: webMay({ devices: ["/dev/dri"] }),
        settings: { allowed: ["/dev/dri"] },
      },
    },
    unknown: { "a path to come": of(webMay({}, { devices: why })) },
  },
  "root-user": {
    violated: {
      "by number": of(webMay({ user: "0" })),
      "by name, with a group": of(webMay({ user: "root:adm" })),
    },
    clean: {
      "another user": of(webMay({ user: "1000:0" })),
      "one that begins with 0": of(webMay({ user: "01000" })),
    },
    unknown: {
      "a user to come": { topology: webMay({ user: notYet }), settings: { whenUnknown: "advisory" } },
      "the image's user": { topology: web(), settings: { whenUnknown: "advisory" } },
    },
  },
};
