import type { RemediationId } from "../rule.ts";
import type { Settings, Values } from "../settings.ts";

/** The inputs of a resource as Pulumi sends them, secrets and what is not known yet in their wrapping. */
export type Inputs = Readonly<Record<string, unknown>>;

/** What a rule has corrected. */
export interface Remedied {
  readonly rule: string;
  readonly description: string;
  readonly inputs: Inputs;
}

/**
 * Corrections of a container's inputs, by name. Each adds what is missing and changes nothing that the program says
 * otherwise; where it cannot see what the program says, it gives undefined, as where there is nothing to correct.
 */
export const remediations: Readonly<
  Record<RemediationId, (inputs: Inputs, settings: Values<Settings>) => Inputs | undefined>
> = {
  "drop-net-raw": inputs => {
    const given = inputs["capabilities"] ?? {};
    if (!isPlainObject(given)) return undefined;
    const [adds, drops] = [textsOf(given["adds"]), textsOf(given["drops"])];
    if (adds === undefined || drops === undefined) return undefined;
    const names = (list: readonly string[]): string[] =>
      list.map(name => name.toUpperCase().replace(/^CAP_/, ""));
    const dropped = names(drops).some(name => name === "ALL" || name === "NET_RAW");
    if (dropped || names(adds).some(name => name === "ALL" || name === "NET_RAW")) return undefined;
    return { ...inputs, capabilities: { ...given, drops: [...drops, "CAP_NET_RAW"] } };
  },
  "no-new-privileges": inputs => {
    const options = textsOf(inputs["securityOpts"]);
    if (options === undefined || options.some(option => /^no-new-privileges\b/.test(option)))
      return undefined;
    return { ...inputs, securityOpts: [...options, "no-new-privileges:true"] };
  },
  "memory-limit": (inputs, settings) => {
    const { memory } = inputs;
    return memory === undefined || memory === null || memory === 0
      ? { ...inputs, memory: settings["remediation"] }
      : undefined;
  },
};

/** What a list holds, where all of it is plain text: sentinels of unknowns are texts, too, but stand for a whole list. */
function textsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every(item => typeof item === "string" && !isSentinel(item))
    ? value
    : undefined;
}

/** Pulumi's sentinels are UUIDs, which no capability or option looks like. */
function isSentinel(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** Not one of Pulumi's wrappings, which carry a signature. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).every(key => key === "adds" || key === "drops" || key === "__defaults")
  );
}
