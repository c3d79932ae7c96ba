import { hasBlank } from "../form/scalars.ts";
import { entries, type Value } from "../yaml/value.ts";
import { texts, written } from "./scalars.ts";

/** Labels by name, and why they may be others. */
export function labels(value: Value | undefined): {
  readonly items: Readonly<Record<string, string>>;
  readonly unknown: string | undefined;
} {
  const all = entries(value);
  const { unknown } = texts(all.map(entry => entry.value));
  const known = all.filter(entry => !hasBlank(written(entry.value)));
  return { items: Object.fromEntries(known.map(entry => [entry.name, written(entry.value)])), unknown };
}
