import type { Privileges } from "../model/workload.ts";

/** What `--security-opt` says of a container. */
export type SecurityOptions = Pick<
  Privileges,
  "noNewPrivileges" | "seccomp" | "apparmor" | "selinux" | "systemPaths"
>;

/** Reads `no-new-privileges`, `seccomp=unconfined`, `label:disable` and the like; `=` and `:` are both in use. */
export function readSecurityOptions(options: readonly string[]): SecurityOptions {
  const named = options.map(option => {
    const [, name = "", value = "true"] = /^([^:=]*)(?:[:=](.*))?$/s.exec(option) ?? [];
    return [name, value] as const;
  });
  const valueOf = (name: string): string | undefined => named.find(([other]) => other === name)?.[1];
  const [seccomp, apparmor, selinux] = [valueOf("seccomp"), valueOf("apparmor"), valueOf("label")];
  const systemPaths = valueOf("systempaths");
  return {
    noNewPrivileges: valueOf("no-new-privileges") === "true",
    ...(seccomp === undefined ? {} : { seccomp: seccomp === "unconfined" ? seccomp : "custom" }),
    ...(apparmor === undefined ? {} : { apparmor }),
    ...(selinux === undefined ? {} : { selinux }),
    ...(systemPaths === undefined ? {} : { systemPaths }),
  };
}
