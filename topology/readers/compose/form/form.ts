import type { Remarks } from "../problem.ts";
import type { Place } from "../yaml/sourceText.ts";
import { complained, isNull, type Value } from "../yaml/value.ts";
import { dotted, type Path } from "./path.ts";

/** What the reading of a file needs to know beside the file. */
export interface FormContext {
  readonly problems: Remarks;
  /** What relative paths of the file are relative to, as seen from the project's folder: `.` or e.g. `../common`. */
  readonly folder: string;
  /** How many ports may still be listed; ranges make many of a few letters. */
  readonly budget: { ports: number };
}

/**
 * What a part of a compose file may look like. Compose takes many parts in a short and a long form, and merges each in
 * its own way; a form brings the first to one canonical form, and does the second.
 */
export interface Form {
  /** What to write, e.g. `a text`. */
  readonly wanted: string;
  /** Whether it may be there without a value. */
  readonly nullable?: boolean;
  /** The canonical form of a value; a null where it has none, with the reason in the context's problems. */
  readonly read: (value: Value, path: Path, context: FormContext) => Value;
  /** What two canonical values make, of which the second is to go before the first. */
  readonly merge: (base: Value, over: Value) => Value;
  /** Takes the tags away that nothing was left for, and complains of what has no value. */
  readonly settle: (value: Value, path: Path, problems: Remarks) => Value;
}

/** Merges two values of a form, whatever tags they bear, and whether they are there or not. */
export function merged(form: Form, base: Value | undefined, over: Value): Value {
  if (base === undefined || over.tag !== undefined || base.tag === "reset") return over;
  if (isNull(over)) return form.nullable ? form.merge(base, over) : base;
  return isNull(base) ? over : form.merge(base, over);
}

/** Says that a value is not what was wanted, and gives what stands for it. */
export function unwanted(
  value: Value,
  { wanted }: Pick<Form, "wanted">,
  path: Path,
  { problems }: FormContext,
): Value {
  problems.add(value.place, `${dotted(path) || "The file"} is ${kindOf(value)}. Give ${wanted}.`);
  return complained(value.place);
}

/** Says what is wrong with a value, and gives what stands for it. */
export function wrong(place: Place, path: Path, reason: string, { problems }: FormContext): Value {
  problems.add(place, `${dotted(path)} ${reason}`);
  return complained(place);
}

function kindOf(value: Value): string {
  if (value.kind !== "scalar") return value.kind === "list" ? "a list" : "a mapping";
  switch (typeof value.value) {
    case "string":
      return value.plain === "date" ? "a date" : "a text";
    case "number":
      return "a number";
    case "boolean":
      return String(value.value);
    default:
      return "empty";
  }
}

/** The part of a form that those without parts of their own have in common. */
export const whole: Pick<Form, "merge" | "settle"> = {
  merge: (_, over) => over,
  settle: value => value,
};

/** Leaves tagged values and empty ones to {@link merged}, which knows what they do. */
export function unlessBare(read: Form["read"]): Form["read"] {
  return (value, path, context) => {
    if (value.tag === "reset" || isNull(value)) return value;
    const canonical = read(value, path, context);
    return value.tag === undefined ? canonical : { ...canonical, tag: value.tag };
  };
}
