import { type Entry, mapping, rewritten, type Scalar, scalar, type Value } from "../yaml/value.ts";
import { mapOf, shortened } from "./collections.ts";
import type { Form } from "./form.ts";
import { textIn } from "./scalars.ts";

/**
 * Names and values, as a mapping or as a list of `name=value`; a name alone has no value.
 *
 * @param mayBeBare whether a name of a list may stand alone.
 */
export function pairs(value: Form, mayBeBare: (name: string) => boolean = () => true): Form {
  const entry: Form = { ...value, nullable: true, merge: (_, over) => over };
  // A list may have an item without a name, a mapping may not.
  const [listed, named] = [mapOf(entry), mapOf(entry, /./s)];
  const form = shortened(
    listed,
    whole => {
      if (whole.kind !== "list") return undefined;
      const found = whole.items.map(item => pairOf(item, mayBeBare));
      return found.every(pair => pair !== undefined) ? mapping(found, whole.place) : undefined;
    },
    "a mapping, or a list of texts name=value",
  );
  return {
    ...form,
    read: (given, path, context) => (given.kind === "mapping" ? named : form).read(given, path, context),
  };
}

function pairOf(item: Value, mayBeBare: (name: string) => boolean): [string, Entry] | undefined {
  const written = textIn(item);
  if (written === undefined) return undefined;
  const at = written.indexOf("=");
  if (at === -1 && !mayBeBare(written)) return undefined;
  if (at === -1) return [written, { key: item.place, value: scalar(null, item.place) }];
  const value = rewritten(item as Scalar, written.slice(at + 1));
  return [written.slice(0, at), { key: item.place, value }];
}
