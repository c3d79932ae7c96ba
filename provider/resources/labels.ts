import type { Labels } from "../../engine/index.ts";
import { isOwnershipLabel } from "../ownership.ts";
import { object, set, text } from "../tables/shape.ts";

/** A label as the package writes it. */
export type LabelInput = { readonly label: string; readonly value: string };

/** A list of labels, in the schema's name for its items. */
export function labelList(name: string): ReturnType<typeof set> {
  return set(
    object(name, {
      label: { about: "the label's name", shape: text, required: true },
      value: { about: "its value", shape: text, required: true, emptyCounts: true },
    }),
  );
}

/** Labels as the engine takes them. */
export function labelMap(labels: readonly LabelInput[] | undefined): Record<string, string> {
  return Object.fromEntries((labels ?? []).map(({ label, value }) => [label, value]));
}

/** Labels as inputs, without those this plugin adds and those that stand in `inherited` (an image's). */
export function labelInputs(labels: Labels | null | undefined, inherited: Labels = {}): LabelInput[] {
  return Object.entries(labels ?? {})
    .filter(([label, value]) => !isOwnershipLabel(label) && inherited[label] !== value)
    .map(([label, value]) => ({ label, value }));
}
