import { isUnknown } from "../../model/known.ts";
import type { Labelled, UnknownField } from "../../model/labels.ts";
import type { Fields, Listed } from "./fields.ts";

/** Labels as the package writes them: a list of names and values. */
export function labelsOf(fields: Fields, name = "labels"): Pick<Labelled, "labels"> & Unknowns {
  const { items, unknown } = fields.objects(name);
  const labels: Record<string, string> = {};
  const whys = [unknown];
  for (const item of items) {
    const [label, value] = [item.text("label"), item.text("value") ?? ""];
    if (label === undefined) continue;
    if (!isUnknown(label) && !isUnknown(value)) labels[label] = value;
    else whys.push(isUnknown(label) ? label.unknown : isUnknown(value) ? value.unknown : undefined);
  }
  return { labels, ...unknowns({ labels: firstOf(whys) }) };
}

/** What is not known about fields that cannot say so. */
export type Unknowns = Pick<Labelled, "unknowns">;

/** The reasons given, where there are any. */
export function unknowns(reasons: Partial<Record<UnknownField, string | undefined>>): Unknowns {
  // Asked of all there is, and mostly of nothing that is not known.
  if (Object.values(reasons).every(why => why === undefined)) return {};
  return { unknowns: Object.fromEntries(Object.entries(reasons).filter(([, why]) => why !== undefined)) };
}

/** The unknowns of several parts together. */
export function together(...parts: readonly Unknowns[]): Unknowns {
  return unknowns(Object.assign({}, ...parts.map(part => part.unknowns ?? {})));
}

export function firstOf(reasons: readonly (string | undefined)[]): string | undefined {
  return reasons.find(reason => reason !== undefined);
}

/** A text that the model keeps plain: its value, or why it is not known. */
export function plainText(value: ReturnType<Fields["text"]>): {
  value: string | undefined;
  why: string | undefined;
} {
  if (value === undefined || !isUnknown(value)) return { value, why: undefined };
  return { value: undefined, why: value.unknown };
}

/** Texts of a map, where all of them are known; with why not, where some are not. */
export function plainEntries({ items, unknown }: ReturnType<Fields["entries"]>): {
  entries: Record<string, string>;
  why: string | undefined;
} {
  const entries: Record<string, string> = {};
  const whys = [unknown];
  for (const [key, value] of items) {
    if (isUnknown(value)) whys.push(value.unknown);
    else entries[key] = value;
  }
  return { entries, why: firstOf(whys) };
}

/** A list that the model keeps as a whole known or not. */
export function wholeList({ items, unknown }: Listed<string>): readonly string[] | { unknown: string } {
  return unknown === undefined ? items : { unknown };
}
