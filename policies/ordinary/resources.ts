import type { PolicyResource } from "@pulumi/policy";
import type { StackResource } from "../../topology/index.ts";
import { isOpenValue, namesCredential } from "../credentials/names.ts";
import { credentialIn } from "../credentials/values.ts";

/** The properties of a resource as they came: what is not known stays one of Pulumi's sentinels, and nothing throws. */
export type Raw = Readonly<Record<string, unknown>>;

/**
 * Takes the properties out of what @pulumi/policy wraps them in, which throws when a value that is not known is touched.
 * Whoever asks for a property's description, and not for the property, gets it as it is.
 */
export function rawOf(props: Readonly<Record<string, unknown>>): Raw {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(props));
  return Object.fromEntries(descriptors.map(([name, { value }]) => [name, value as unknown]));
}

/**
 * Resources as readers of stacks take them.
 *
 * @param inputs what each was asked to be, as far as that is known.
 */
export function stackResources(
  resources: readonly PolicyResource[],
  inputs: ReadonlyMap<string, Raw> = new Map(),
): StackResource[] {
  return resources.map(({ urn, type, props, parent, propertyDependencies }) => ({
    urn,
    type,
    parent: parent?.urn,
    inputs: inputs.get(urn),
    outputs: withoutDoubtful(type, rawOf(props)),
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies).map(([name, all]) => [name, all.map(one => one.urn)]),
    ),
  }));
}

/** Pulumi's sentinel for a text that is not known. */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The SDK hands secrets over as plain values, and says of none that it is one. So of a value that looks like a
 * credential nobody can tell whether the program marks it secret: it is left out, and the rules say so.
 */
export function withoutDoubtful(type: string, raw: Raw): Raw {
  if (type === "docker:index/container:Container" && Array.isArray(raw["envs"]))
    return { ...raw, envs: raw["envs"].map(withoutCredential) };
  const spec = objectIn(raw, "taskSpec");
  const container = spec && objectIn(spec, "containerSpec");
  const env = container && objectIn(container, "env");
  if (env === undefined) return raw;
  const open = Object.entries(env).map(([name, value]) => [
    name,
    typeof value === "string" && isCredential(name, value) ? unknownText : value,
  ]);
  const containerSpec = { ...container, env: Object.fromEntries(open) };
  return { ...raw, taskSpec: { ...spec, containerSpec } };
}

function withoutCredential(entry: unknown): unknown {
  if (typeof entry !== "string" || !entry.includes("=")) return entry;
  const at = entry.indexOf("=");
  const [name, value] = [entry.slice(0, at), entry.slice(at + 1)];
  return isCredential(name, value) ? name : entry;
}

function isCredential(name: string, value: string): boolean {
  return credentialIn(value) !== undefined || (namesCredential(name) && isOpenValue(value));
}

function objectIn(raw: Raw, name: string): Raw | undefined {
  const value = raw[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Raw) : undefined;
}
