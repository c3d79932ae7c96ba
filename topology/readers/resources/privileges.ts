import { isUnknown, type Maybe } from "../../model/known.ts";
import type { Privileges, Workload } from "../../model/workload.ts";
import { readSecurityOptions, type SecurityOptions } from "../securityOptions.ts";
import type { Fields, Listed } from "./fields.ts";
import { plainEntries, plainText, unknowns, wholeList } from "./labels.ts";

type Shutter = Pick<Workload, "privileges" | "unknowns">;

/** How far a container is shut off from its host. */
export function containerPrivileges(fields: Fields): Shutter {
  const capabilities = fields.object("capabilities");
  const options = securityOptions(fields.texts("securityOpts"));
  const devices = fields.objects("devices");
  const paths = devices.items.map(item => plainText(item.text("hostPath")));
  const sysctls = plainEntries(fields.entries("sysctls"));
  const modes = {
    pid: plainText(fields.text("pidMode")),
    ipc: plainText(fields.text("ipcMode")),
    userns: plainText(fields.text("usernsMode")),
    cgroupParent: plainText(fields.text("cgroupParent")),
  };
  return {
    privileges: {
      privileged: fields.flag("privileged") ?? false,
      capabilitiesAdded: capabilityNames(capabilities.texts("adds")),
      capabilitiesDropped: capabilityNames(capabilities.texts("drops")),
      devices: paths.flatMap(({ value }) => value ?? []),
      user: fields.text("user") ?? "",
      readOnlyRoot: fields.flag("readOnly") ?? false,
      ...options.privileges,
      ...Object.fromEntries(
        Object.entries(modes).flatMap(([mode, { value }]) => (value === undefined ? [] : [[mode, value]])),
      ),
      sysctls: sysctls.entries,
    },
    ...unknowns({
      devices: devices.unknown ?? paths.find(({ why }) => why !== undefined)?.why,
      sysctls: sysctls.why,
      securityOptions: options.why,
      pid: modes.pid.why,
      ipc: modes.ipc.why,
      userns: modes.userns.why,
      cgroupParent: modes.cgroupParent.why,
    }),
  };
}

/** How far the tasks of a service are: they cannot be privileged, nor have devices or namespaces of others. */
export function servicePrivileges(container: Fields, plain: Privileges): Shutter {
  const selinux = container.object("privileges").object("seLinuxContext").flag("disable");
  const sysctls = plainEntries(container.entries("sysctl"));
  return {
    privileges: {
      ...plain,
      capabilitiesAdded: capabilityNames(container.texts("capAdds")),
      capabilitiesDropped: capabilityNames(container.texts("capDrops")),
      user: container.text("user") ?? "",
      readOnlyRoot: container.flag("readOnly") ?? false,
      ...(selinux === true ? { selinux: "disable" } : {}),
      sysctls: sysctls.entries,
    },
    ...unknowns({
      sysctls: sysctls.why,
      securityOptions: isUnknown(selinux) ? selinux.unknown : undefined,
    }),
  };
}

/** In capitals and without the prefix, as the model has them: `NET_ADMIN`. */
function capabilityNames(listed: Listed<string>): Maybe<readonly string[]> {
  const names = wholeList(listed);
  return isUnknown(names) ? names : names.map(name => name.toUpperCase().replace(/^CAP_/, ""));
}

/** What is said; that of which nothing is said is not known where not all of it can be read. */
function securityOptions({ items, unknown }: Listed<string>): {
  privileges: SecurityOptions;
  why: string | undefined;
} {
  const read = readSecurityOptions(items);
  const open = unknown !== undefined && !items.some(option => option.startsWith("no-new-privileges"));
  return { privileges: { ...read, ...(open ? { noNewPrivileges: { unknown } } : {}) }, why: unknown };
}
