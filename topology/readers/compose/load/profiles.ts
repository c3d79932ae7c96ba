import { field, items, type Value } from "../yaml/value.ts";

/** Whether a service is to run: it is in no profile, or in an active one. `*` activates all. */
export function isActive(service: Value, profiles: readonly string[]): boolean {
  const own = items(field(service, "profiles"));
  if (own.length === 0 || profiles.includes("*")) return true;
  return own.some(profile => profile.kind === "scalar" && profiles.includes(String(profile.value)));
}

/** The profiles that a variable names, with commas between them. */
export function profilesIn(variable: string | undefined): string[] {
  return (variable ?? "").split(",").map(profile => profile.trim());
}
