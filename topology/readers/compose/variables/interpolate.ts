import type { Remarks } from "../problem.ts";
import type { Place } from "../yaml/sourceText.ts";
import type { Entry, Scalar, Value } from "../yaml/value.ts";
import { type Lookup, substitute, TemplateError, type Unset } from "./substitute.ts";

/**
 * Fills in the variables of every text of a document; keys are left as they are, as Compose leaves them.
 *
 * @param problems where it cannot be done.
 * @param remarks variables that are not set.
 * @param templates where texts are noted that name variables, as they are written.
 */
export function interpolate(
  value: Value,
  lookup: Lookup,
  problems: Remarks,
  remarks: Remarks,
  templates: WeakMap<Place, string>,
): Value {
  // What an anchor stands for is filled in once, however often it is used.
  const done = new Map<Value, Value>();
  const visit = (one: Value): Value => {
    const known = done.get(one);
    if (known !== undefined) return known;
    const filled = fillIn(one);
    done.set(one, filled);
    return filled;
  };
  const fillIn = (one: Value): Value => {
    switch (one.kind) {
      case "list":
        return { ...one, items: one.items.map(visit) };
      case "mapping":
        return { ...one, entries: new Map([...one.entries].map(visitEntry)) };
      case "scalar":
        return typeof one.value === "string" && one.plain === undefined ? text(one, one.value) : one;
    }
  };
  const visitEntry = ([name, { key, value: below }]: [string, Entry]): [string, Entry] => [
    name,
    { key, value: visit(below) },
  ];
  const text = (one: Scalar, template: string): Scalar => {
    const { place } = one;
    try {
      const { text: filled, unset } = substitute(template, lookup);
      for (const variable of unset) remarks.add(place, wording(variable), variable.name);
      if (template.includes("$")) templates.set(place, template);
      return { ...one, value: filled };
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      problems.add(place, `"\${" opens no variable here. Write $$ for a dollar, or name a variable.`);
      return one;
    }
  };
  return visit(value);
}

function wording({ name, reason }: Unset): string {
  const asked = reason === undefined || reason === "" ? "" : ` (the file asks for it: ${reason})`;
  return `Variable ${name} is not set${asked}, so what hangs on it is not known. Set it, or give it in an .env file.`;
}
