import { isUnknown, type Maybe } from "../../model/known.ts";
import type { Privileges, Workload } from "../../model/workload.ts";
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

/** `no-new-privileges`, `seccomp=unconfined`, `label:disable` and the like; `=` and `:` are both in use. */
function securityOptions({ items, unknown }: Listed<string>): {
  privileges: Pick<Privileges, "noNewPrivileges" | "seccomp" | "apparmor" | "selinux">;
  why: string | undefined;
} {
  const options = items.map(option => {
    const [, name = "", value = "true"] = /^([^:=]*)(?:[:=](.*))?$/s.exec(option) ?? [];
    return [name, value] as const;
  });
  const valueOf = (name: string): string | undefined => options.find(([other]) => other === name)?.[1];
  const [seccomp, apparmor, selinux] = [valueOf("seccomp"), valueOf("apparmor"), valueOf("label")];
  const noNewPrivileges = valueOf("no-new-privileges");
  return {
    privileges: {
      noNewPrivileges:
        noNewPrivileges === undefined && unknown !== undefined ? { unknown } : noNewPrivileges === "true",
      ...(seccomp === undefined ? {} : { seccomp: seccomp === "unconfined" ? seccomp : "custom" }),
      ...(apparmor === undefined ? {} : { apparmor }),
      ...(selinux === undefined ? {} : { selinux }),
    },
    why: unknown,
  };
}
