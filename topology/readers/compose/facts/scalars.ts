import type { Maybe } from "../../../model/known.ts";
import { hasBlank } from "../form/scalars.ts";
import { field, type Scalar, textOfScalar, type Value } from "../yaml/value.ts";

const notSet = { unknown: "it hangs on a variable that is not set" } as const;

/** A text, perhaps not known; undefined where there is none. */
export function text(value: Value | undefined, name: string): Maybe<string> | undefined {
  const found = scalarOf(value, name);
  return found === null || found === undefined ? undefined : known(String(found));
}

/** A text, or nothing where variables hide it. */
export function plainText(value: Value | undefined, name: string): string | undefined {
  const found = scalarOf(value, name);
  return found === null || found === undefined || hasBlank(found) ? undefined : String(found);
}

export function known(value: string): Maybe<string> {
  return hasBlank(value) ? notSet : value;
}

/** True or false, perhaps not known. */
export function flag(value: Value | undefined, name: string): Maybe<boolean> | undefined {
  const found = scalarOf(value, name);
  return found === null || found === undefined ? undefined : typeof found === "boolean" ? found : notSet;
}

/** A number, perhaps not known. */
export function number(value: Value | undefined, name: string): Maybe<number> | undefined {
  const found = scalarOf(value, name);
  return found === null || found === undefined ? undefined : typeof found === "number" ? found : notSet;
}

/** The scalar's own text. */
export function written(value: Value): string {
  return value.kind === "scalar" ? textOfScalar(value) : "";
}

/** Texts, and why there may be others where variables hide some. */
export function texts(values: readonly Value[]): {
  readonly items: readonly string[];
  readonly unknown: string | undefined;
} {
  const all = values.map(written);
  const items = all.filter(one => !hasBlank(one));
  return { items, unknown: items.length < all.length ? notSet.unknown : undefined };
}

function scalarOf(value: Value | undefined, name: string): Scalar["value"] | undefined {
  const found = field(value, name);
  return found?.kind === "scalar" ? found.value : undefined;
}
