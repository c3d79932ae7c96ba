import { isUnknown, type Maybe } from "../../../model/known.ts";
import type { UnknownField } from "../../../model/labels.ts";
import type { Privileges } from "../../../model/workload.ts";
import { hasBlank } from "../form/scalars.ts";
import { entries, field, items, type Value } from "../yaml/value.ts";
import { flag, plainText, text, texts, written } from "./scalars.ts";

/** How far a service is shut off from its host, and what of it variables hide. */
export function privilegesOf(service: Value): {
  readonly privileges: Privileges;
  readonly unknowns: Partial<Record<UnknownField, string>>;
} {
  const options = securityOptions(service);
  const devices = texts(items(field(service, "devices")).map(hostDevice));
  const rules = texts(items(field(service, "device_cgroup_rules"))).items;
  const sysctls = entries(field(service, "sysctls"));
  const hidden = texts(sysctls.map(({ value }) => value)).unknown;
  const namespaces = namespacesOf(service);
  return {
    privileges: {
      privileged: flag(service, "privileged") ?? false,
      capabilitiesAdded: capabilities(field(service, "cap_add")),
      capabilitiesDropped: capabilities(field(service, "cap_drop")),
      devices: devices.items,
      user: text(service, "user") ?? "",
      readOnlyRoot: flag(service, "read_only") ?? false,
      noNewPrivileges: options.noNewPrivileges,
      ...options.profiles,
      ...(rules.length === 0 ? {} : { deviceRules: rules }),
      ...namespaces.known,
      sysctls: Object.fromEntries(
        sysctls.flatMap(({ name, value }) => (hasBlank(written(value)) ? [] : [[name, written(value)]])),
      ),
    },
    unknowns: {
      ...namespaces.unknowns,
      ...(options.unknown === undefined ? {} : { securityOptions: options.unknown }),
      ...(devices.unknown === undefined ? {} : { devices: devices.unknown }),
      ...(hidden === undefined ? {} : { sysctls: hidden }),
    },
  };
}

/** A device as the host knows it, whatever its name in the container. */
function hostDevice(device: Value): Value {
  return field(device, "source") ?? { kind: "scalar", value: "", place: device.place };
}

/** Capabilities in capitals and without their prefix, each of which must be known. */
function capabilities(value: Value | undefined): Maybe<readonly string[]> {
  const { items: all, unknown } = texts(items(value));
  return unknown === undefined ? all.map(name => name.toUpperCase().replace(/^CAP_/, "")) : { unknown };
}

/** `NAME=VALUE`, or with a colon, as older files have it. */
function securityOptions(service: Value): {
  readonly noNewPrivileges: Maybe<boolean>;
  readonly profiles: Pick<Privileges, "seccomp" | "apparmor" | "selinux" | "systemPaths">;
  readonly unknown: string | undefined;
} {
  const { items: options, unknown } = texts(items(field(service, "security_opt")));
  const all = options.map(option => {
    const at = option.search(/[=:]/);
    return at === -1
      ? { name: option, value: "true" }
      : { name: option.slice(0, at), value: option.slice(at + 1) };
  });
  const last = (name: string): string | undefined => all.findLast(one => one.name === name)?.value;
  const isOff = all.some(({ name, value }) => name === "label" && value === "disable");
  const [seccomp, apparmor, selinux] = [last("seccomp"), last("apparmor"), isOff ? "disable" : last("label")];
  const [switched, systemPaths] = [last("no-new-privileges"), last("systempaths")];
  return {
    noNewPrivileges:
      switched === undefined && unknown !== undefined
        ? { unknown }
        : switched !== undefined && /^(?:1|t|true)$/i.test(switched),
    profiles: {
      ...(seccomp === undefined || seccomp === "builtin" ? {} : { seccomp: profile(seccomp) }),
      ...(apparmor === undefined ? {} : { apparmor }),
      ...(selinux === undefined ? {} : { selinux }),
      ...(systemPaths === undefined ? {} : { systemPaths }),
    },
    unknown,
  };
}

/** The engine's own profile is off, or another is in its place. */
function profile(seccomp: string): string {
  return seccomp === "unconfined" ? seccomp : "custom";
}

/** Where the model has a namespace, and where the file has it. */
const namespaceFields = [
  ["pid", "pid"],
  ["ipc", "ipc"],
  ["userns", "userns_mode"],
  ["cgroupParent", "cgroup_parent"],
] as const;

/** Namespaces a service shares, as the engine takes them. */
function namespacesOf(service: Value): {
  readonly known: Pick<Privileges, "uts" | (typeof namespaceFields)[number][0]>;
  readonly unknowns: Partial<Record<UnknownField, string>>;
} {
  const all = namespaceFields.map(([name, place]) => [name, text(service, place) || undefined] as const);
  const uts = plainText(service, "uts");
  const known = all.flatMap(([name, mode]) =>
    typeof mode === "string" ? [[name, mode.replace(/^service:/, "container:")]] : [],
  );
  const unknowns = all.flatMap(([name, mode]) => (isUnknown(mode) ? [[name, mode.unknown]] : []));
  return {
    known: { ...Object.fromEntries(known), ...(uts === undefined ? {} : { uts }) },
    unknowns: Object.fromEntries(unknowns),
  };
}
