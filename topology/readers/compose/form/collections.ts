import type { Remarks } from "../problem.ts";
import { same } from "../yaml/same.ts";
import {
  type Entry,
  isNull,
  list,
  type Mapping,
  mapping,
  scalar,
  textOfScalar,
  type Value,
} from "../yaml/value.ts";
import { type Form, merged, unlessBare, unwanted, wrong } from "./form.ts";
import { nearest } from "./nearest.ts";
import { dotted, into, type Path } from "./path.ts";
import { text } from "./scalars.ts";

/** Fields by name. */
export type Fields = Readonly<Record<string, Form>>;

/**
 * A mapping of known fields; `x-…` is everybody's own.
 *
 * @param ofOnesOwn whether Compose takes `x-…` here.
 */
export function fields(known: Fields, required: readonly string[] = [], ofOnesOwn = true): Form {
  const formOf = (name: string): Form | undefined => (Object.hasOwn(known, name) ? known[name] : undefined);
  return mappingForm(
    formOf,
    (name, entry, path, problems) => {
      if ((ofOnesOwn && name.startsWith("x-")) || problems.full) return;
      const meant = nearest(name, Object.keys(known));
      const leave = ofOnesOwn ? "Take it out, or begin its name with x-." : "Take it out.";
      const advice = meant === undefined ? leave : `Did you mean ${meant}?`;
      problems.add(entry.key, `${dotted(path)} is nothing that Compose knows here. ${advice}`);
    },
    required,
  );
}

/** A mapping of known fields among which there may be others, which are passed over. */
export function openFields(known: Fields): Form {
  return mappingForm(
    name => (Object.hasOwn(known, name) ? known[name] : undefined),
    () => undefined,
  );
}

/** A form of which there may not be too many values: those who write so many mean something else. */
export function atMost(count: number, form: Form): Form {
  return {
    ...form,
    read: (value, path, context) => {
      const last =
        value.kind === "mapping" && value.entries.size > count
          ? [...value.entries.values()][count]
          : undefined;
      return last === undefined
        ? form.read(value, path, context)
        : wrong(last.key, path, `has over ${count} entries. Split the file.`, context);
    },
  };
}

/** A mapping whose keys are names of somebody's own, all with values of one form. */
export function mapOf(form: Form, names: RegExp = /^/): Form {
  return mappingForm(
    name => (names.test(name) ? form : undefined),
    (name, entry, path, problems) => {
      problems.add(
        entry.key,
        `${dotted(path)}: "${name}" is no name that Compose takes. Use letters, digits and . _ - only.`,
      );
    },
  );
}

function mappingForm(
  formOf: (name: string) => Form | undefined,
  complain: (name: string, entry: Entry, path: Path, problems: Remarks) => void,
  required: readonly string[] = [],
): Form {
  const form: Form = {
    wanted: "a mapping",
    read: unlessBare((value, path, context) => {
      if (value.kind !== "mapping") return unwanted(value, form, path, context);
      const read: [string, Entry][] = [];
      for (const [name, entry] of value.entries) {
        const below = formOf(name);
        if (below === undefined && entry.value.tag === "reset") continue;
        if (below === undefined) complain(name, entry, into(path, name), context.problems);
        else read.push([name, { key: entry.key, value: below.read(entry.value, into(path, name), context) }]);
      }
      return mapping(read, value.place);
    }),
    merge: (base, over) => mergeEntries(base as Mapping, over as Mapping, formOf),
    settle: (value, path, problems) => {
      if (value.kind !== "mapping") return value;
      const settled: [string, Entry][] = [];
      for (const [name, { key, value: below }] of value.entries) {
        const belowForm = formOf(name);
        if (belowForm === undefined || below.tag === "reset") continue;
        if (isNull(below) && below.tag !== "wrong" && !belowForm.nullable) {
          problems.add(
            key,
            `${dotted(into(path, name))} is empty. Give ${belowForm.wanted}, or take it out.`,
          );
          continue;
        }
        settled.push([name, { key, value: belowForm.settle(below, into(path, name), problems) }]);
      }
      // Only now: one file may have what another lacks.
      for (const name of required) {
        if (!value.entries.has(name))
          problems.add(value.place, `${dotted(path)} has no ${name}. Give it one.`);
      }
      return mapping(settled, value.place);
    },
  };
  return form;
}

function mergeEntries(base: Mapping, over: Mapping, formOf: (name: string) => Form | undefined): Mapping {
  const entries = new Map(base.entries);
  for (const [name, entry] of over.entries) {
    const form = formOf(name);
    if (form === undefined) continue;
    const before = entries.get(name);
    const value = merged(form, before?.value, entry.value);
    // A mapping begins where it was first given; any other value is whose it is.
    const isGrown = before?.value.kind === "mapping" && value !== entry.value;
    entries.set(name, {
      key: before !== undefined && (isGrown || value === before.value) ? before.key : entry.key,
      value,
    });
  }
  return { ...over, entries, place: base.place };
}

/** Gives what makes an item the same as another, so that the later one takes its place. */
export type KeyOf = (item: Value) => string;

/** The text of a scalar: items that say the same are the same. */
export const itself: KeyOf = item => (item.kind === "scalar" ? textOfScalar(item) : "");

/** What stands before `=`: items that give the same name a value are the same. */
export const itsName: KeyOf = item => itself(item).split("=", 1)[0] ?? "";

/** Further ways to write a value, brought to the form's own. */
export type Shorthand = (value: Value) => Value | undefined;

/**
 * A list; merged by appending, where an item with a key that is there already takes the place of that one.
 *
 * @param keyOf without it, nothing is the same as anything else.
 */
export function listOf(item: Form, keyOf?: KeyOf): Form {
  const form: Form = {
    wanted: "a list",
    read: unlessBare((value, path, context) => {
      if (value.kind !== "list") return unwanted(value, form, path, context);
      const read = value.items.flatMap((one, index): Value[] => {
        if (isNull(one) && one.tag !== "wrong") unwanted(one, item, into(path, index), context);
        const canonical = item.read(one, into(path, index), context);
        return isNull(canonical) ? [] : [canonical];
      });
      return list(distinct(read, keyOf), value.place);
    }),
    merge: (base, over) => {
      const parts = [base, over].flatMap(value => (value.kind === "list" ? value.items : []));
      return list(distinct(parts, keyOf), over.place);
    },
    settle: (value, path, problems) => {
      if (value.kind !== "list") return value;
      const settled = value.items.map((one, index) => item.settle(one, into(path, index), problems));
      return list(settled, value.place);
    },
  };
  return form;
}

/** A list of texts in which none may stand twice, not even when files are merged. */
export function setOf(item: Form): Form {
  return {
    ...listOf(item),
    merge: (base, over) => {
      const all = [...(base.kind === "list" ? base.items : [])];
      for (const one of over.kind === "list" ? over.items : []) {
        if (!all.some(other => same(other, one))) all.push(one);
      }
      return list(all, over.place);
    },
    settle: (value, path, problems) => {
      const said = new Set<string>();
      for (const one of value.kind === "list" ? value.items : []) {
        if (said.has(itself(one)))
          problems.add(one.place, `${dotted(path)} has this twice. Take one of the two out.`);
        said.add(itself(one));
      }
      return value;
    },
  };
}

export function distinct(items: readonly Value[], keyOf: KeyOf | undefined): readonly Value[] {
  if (keyOf === undefined) return items;
  // The later one goes before, and stands where the first stood.
  return [...new Map(items.map(item => [keyOf(item), item])).values()];
}

/** A list of different items, or its only one. */
export function oneOrMore(item: Form, keyOf?: KeyOf): Form {
  return orItsOnly(keyOf === undefined ? setOf(item) : listOf(item, keyOf), item);
}

/** A list, or its only item. */
export function oneOrSome(item: Form): Form {
  return orItsOnly(listOf(item), item);
}

function orItsOnly(many: Form, item: Form): Form {
  return {
    ...many,
    wanted: `${item.wanted}, or a list`,
    read: (value, path, context) =>
      value.kind === "scalar" && !isNull(value)
        ? many.read({ ...list([value], value.place), ...(value.tag && { tag: value.tag }) }, path, context)
        : many.read(value, path, context),
  };
}

/** A form that can also be written shorter. */
export function shortened(form: Form, shorthand: Shorthand, wanted: string = form.wanted): Form {
  return {
    ...form,
    wanted,
    read: (value, path, context) => {
      const isBare = value.tag === "reset" || isNull(value);
      const longer = isBare ? undefined : shorthand(value);
      if (longer === undefined) {
        const isWrong = !isBare && value.kind === "scalar";
        return isWrong ? unwanted(value, { wanted }, path, context) : form.read(value, path, context);
      }
      return form.read(value.tag === undefined ? longer : { ...longer, tag: value.tag }, path, context);
    },
  };
}

/** A form whose later value takes the earlier one's place whole. */
export function replaced(form: Form): Form {
  return { ...form, merge: (_, over) => over };
}

/** A form that may be there without a value. */
export function nullable(form: Form): Form {
  return { ...form, nullable: true, merge: (base, over) => (isNull(over) ? base : form.merge(base, over)) };
}

/** Names, as a mapping or as a list of them, in which each stands once. */
export function named(form: Form): Form {
  const names = setOf(text);
  const wanted = "a mapping, or a list of names";
  return {
    ...form,
    wanted,
    read: unlessBare((value, path, context) => {
      if (value.kind === "scalar") return unwanted(value, { wanted }, path, context);
      if (value.kind === "mapping") return form.read(value, path, context);
      const read = names.settle(names.read(value, path, context), path, context.problems);
      const found = read.kind === "list" ? read.items.filter(one => !isNull(one)) : [];
      const all = found.map((one): [string, Entry] => [
        itself(one),
        { key: one.place, value: scalar(null, one.place) },
      ]);
      return form.read(mapping(all, value.place), path, context);
    }),
  };
}
