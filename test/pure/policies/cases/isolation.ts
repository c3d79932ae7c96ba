import type { UnknownField } from "../../../../topology/index.ts";
import { web, webMay, why } from "../world.ts";
import { type Examples, of, type RuleExamples } from "./case.ts";

/** A namespace or a confinement that `value` gives away. */
function option(
  name: "pid" | "ipc" | "userns" | "cgroupParent",
  value: string,
  field: UnknownField,
): RuleExamples {
  return {
    violated: { [value]: of(webMay({ [name]: value })) },
    clean: { "nothing said": of(web()) },
    unknown: { "a value to come": of(webMay({}, { [field]: why })) },
  };
}

function confinement(name: "seccomp" | "apparmor" | "selinux" | "systemPaths", off: string): RuleExamples {
  return {
    violated: { "switched off": of(webMay({ [name]: off })) },
    clean: {
      "nothing said": of(web()),
      "a profile of its own": of(webMay({ [name]: "custom" })),
      "privileged, which is worse": of(webMay({ privileged: true }, { securityOptions: why })),
    },
    unknown: { "options to come": of(webMay({}, { securityOptions: why })) },
  };
}

const unknownNamespace = web({ namespace: { kind: "unknown", unknown: why } });

export const isolationExamples: Examples = {
  "host-network": {
    violated: { "the host's interfaces": of(web({ namespace: { kind: "host" } })) },
    clean: { "its own": of(web()), none: of(web({ namespace: { kind: "none" } })) },
    unknown: { "a mode to come": of(unknownNamespace) },
  },
  "joined-namespace": {
    violated: { "another's interfaces": of(web({ namespace: { kind: "workload", of: "vpn" } })) },
    clean: { "its own": of(web()) },
    unknown: { "a mode to come": of(unknownNamespace) },
  },
  "host-pid": option("pid", "host", "pid"),
  "host-ipc": option("ipc", "host", "ipc"),
  "host-userns": option("userns", "host", "userns"),
  "host-uts": {
    violated: { "the host's name": of(webMay({ uts: "host" })) },
    clean: { "nothing said": of(web()) },
  },
  "seccomp-off": confinement("seccomp", "unconfined"),
  "apparmor-off": confinement("apparmor", "unconfined"),
  "selinux-off": confinement("selinux", "disable"),
  "system-paths-shown": confinement("systemPaths", "unconfined"),
  "cgroup-parent": option("cgroupParent", "/system.slice", "cgroupParent"),
  "routing-sysctl": {
    violated: {
      forwarding: of(webMay({ sysctls: { "net.ipv4.ip_forward": "1" } })),
      "forwarding on one interface": of(webMay({ sysctls: { "net.ipv6.conf.all.forwarding": "1" } })),
      "no check of sources": of(webMay({ sysctls: { "net.ipv4.conf.all.rp_filter": "0" } })),
    },
    clean: {
      "forwarding off": of(webMay({ sysctls: { "net.ipv4.ip_forward": "0" } })),
      "something else": of(webMay({ sysctls: { "net.core.somaxconn": "1024" } })),
    },
    unknown: { "a value to come": of(webMay({}, { sysctls: why })) },
  },
};
