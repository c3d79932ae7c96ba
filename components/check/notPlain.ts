import { Output, Resource } from "@pulumi/pulumi";

const advice = "give a plain value: what an output holds is not known before something is made";

/**
 * What to say where plain data is wanted and an output or a resource stands: their keys are none that a program wrote.
 *
 * @param path of what is complained of in `value`.
 * @param reason what is said of it otherwise.
 * @returns undefined where it is plain; an empty text where what is said of the resource itself is enough.
 */
export function saidOfForeign(
  value: unknown,
  path: readonly PropertyKey[],
  reason: string,
): string | undefined {
  let inner = value;
  for (const step of path) {
    if (Output.isInstance(inner) || typeof inner !== "object" || inner === null) break;
    if (Resource.isInstance(inner)) return "";
    inner = (inner as Readonly<Record<PropertyKey, unknown>>)[step];
  }
  if (Output.isInstance(inner)) return advice;
  return Resource.isInstance(inner) ? reason : undefined;
}
