import type { Properties } from "../protocol/values.ts";
import { canonical, same } from "./canonical.ts";
import type { Field } from "./shape.ts";

/**
 * Outputs as they were written before, where they still say the same: the official plugin writes some differently (null
 * for an empty text, another order of a set), and a refresh must not show that as a difference. Where nothing has
 * changed at all, the notes for itself that it keeps beside them (`__meta` and the like) hold on too.
 */
export function inFormerForm(
  fields: Readonly<Record<string, Field>>,
  before: Properties,
  now: Properties,
): Properties {
  const unchanged = (key: string): boolean =>
    same(canonical(before[key], fields[key]), canonical(now[key], fields[key]));
  const keys = Object.keys(now);
  if (keys.every(unchanged) && Object.keys(before).some(key => key.startsWith("__"))) return before;
  return Object.fromEntries(keys.map(key => [key, key in before && unchanged(key) ? before[key] : now[key]]));
}
