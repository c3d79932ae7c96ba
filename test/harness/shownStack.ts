import { Secret, Unknown, type Value } from "../../provider/protocol/values.ts";
import type { StackResource } from "../../topology/index.ts";
import type { Recorded, Recording } from "./recorder.ts";

/** A value as an exported state or a preview has it. */
function shown(value: Value): unknown {
  if (value instanceof Unknown) return "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  if (value instanceof Secret)
    return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shown(one as Value)]));
}

/** What a program registered, as a stack shows it. */
export function stackOf({ resources }: Recording<unknown>): StackResource[] {
  const components = new Set(
    resources.filter(({ type }) => type.startsWith("bulkhead:")).map(({ urn }) => urn),
  );
  return resources.map(({ urn, type, name, parentUrn, inputs, outputs }: Recorded) => {
    const named = type.startsWith("docker:index") && !type.endsWith(":RemoteImage");
    const made = named ? { name: `${name}-5e1f2a3` } : {};
    // As it is recorded.
    const engineId = named ? { id: `${name}-id` } : {};
    const parent = components.has(parentUrn) ? { parent: parentUrn } : {};
    return {
      urn,
      type,
      ...engineId,
      ...parent,
      inputs: { ...made, ...(shown(inputs) as object) },
      outputs: shown(outputs ?? {}),
    };
  });
}
