import { words } from "../words.ts";
import { isNull, mappingAt, rewritten, type Value } from "../yaml/value.ts";
import {
  fields,
  itself,
  itsName,
  type KeyOf,
  listOf,
  mapOf,
  named,
  nullable,
  oneOrMore,
  replaced,
  setOf,
  shortened,
} from "./collections.ts";
import { type Form, type FormContext, unwanted, wrong } from "./form.ts";
import { pathText } from "./mounts.ts";
import type { Path } from "./path.ts";
import {
  duration,
  flag,
  hasBlank,
  number,
  oneOf,
  text,
  textIn,
  textOrNumber,
  wholeNumber,
} from "./scalars.ts";

/** An item by one of its fields, or by itself where it is short. */
export function by(name: string): KeyOf {
  return item => {
    if (item.kind !== "mapping") return itself(item);
    const found = item.entries.get(name)?.value;
    return found === undefined ? "" : itself(found);
  };
}

/** Permissions of a file: octal as a text, and as a whole number what it is. */
const fileMode: Form = {
  ...textOrNumber,
  wanted: 'permissions, e.g. "0440"',
  read: (value, path, context) => {
    const read = textOrNumber.read(value, path, context);
    const written = textIn(value);
    const isRight = written === undefined ? !/[.e]/.test(itself(read)) : /^[-+]?[0-7]+$/.test(written);
    if (isNull(read) || hasBlankText(read) || isRight) return read;
    return unwanted(value, fileMode, path, context);
  },
};

/** A service's secret or config. */
export function grants(folder: string): Form {
  const grant = fields({ source: text, target: text, uid: text, gid: text, mode: fileMode });
  const keyOf: KeyOf = item => by("target")(item) || `${folder}/${by("source")(item)}`;
  return listOf(shortened(grant, short("source"), "a name, or a mapping with a source"), keyOf);
}

/** A text that stands for a mapping of one field. */
export function short(name: string): (value: Value) => Value | undefined {
  return value => (textIn(value) === undefined ? undefined : mappingAt(value.place, { [name]: value }));
}

/** Texts of which none may stand twice. */
export const texts = setOf(text);
/** Texts of which the last with a name holds. */
export const uniqueTexts = listOf(text, itsName);

/** A command line: a text for a shell's words, or its words. */
export const command: Form = {
  ...replaced(nullable(listOf(text))),
  wanted: "a command",
  read: commandRead(),
};

function commandRead(): Form["read"] {
  const list = listOf(text);
  return (value, path, context) => {
    if (value.kind === "list") return list.read(value, path, context);
    const read = nullable(text).read(value, path, context);
    const line = textIn(read);
    if (line === undefined || hasBlank(line) || words(line) !== undefined) return read;
    return wrong(
      value.place,
      path,
      "has a quote or a bracket that is not closed. Give a list of words.",
      context,
    );
  };
}

export const envFiles = oneOrMore(
  shortened(
    fields({ path: pathText, format: oneOf("", ".env", "raw"), required: flag }, ["path"], false),
    short("path"),
    "a path, or a mapping with one",
  ),
  by("path"),
);

const dependency = {
  restart: flag,
  required: flag,
  condition: oneOf("service_started", "service_healthy", "service_completed_successfully"),
};

const name = /^[a-zA-Z0-9._-]+$/;
const complete = mapOf(fields(dependency, ["condition"]), name);

/** Services that are waited for: their names alone, or each with a condition. */
export const dependencies: Form = {
  ...named(mapOf(nullable(fields(dependency)), name)),
  read: (value, path, context) =>
    value.kind === "mapping"
      ? complete.read(value, path, context)
      : named(complete).read(value, path, context),
};

export const attachment = fields({
  aliases: uniqueTexts,
  interface_name: text,
  ipv4_address: text,
  ipv6_address: text,
  link_local_ips: uniqueTexts,
  mac_address: text,
  driver_opts: mapOf(textOrNumber),
  priority: number,
  gw_priority: number,
});

const testWords = listOf(text);

function testRead(value: Value, path: Path, context: FormContext): Value {
  if (value.kind !== "list") return text.read(value, path, context);
  const read = testWords.read(value, path, context);
  const [first] = read.kind === "list" ? read.items : [];
  if (first === undefined || ["CMD", "CMD-SHELL", "NONE"].includes(itself(first)) || hasBlankText(first))
    return read;
  return wrong(
    first.place,
    path,
    `begins with "${itself(first)}". Begin it with CMD, CMD-SHELL or NONE.`,
    context,
  );
}

function hasBlankText(value: Value): boolean {
  return value.kind === "scalar" && hasBlank(value.value);
}

export const healthcheck = fields({
  disable: flag,
  interval: duration,
  retries: wholeNumber(0),
  test: { ...command, nullable: false, read: testRead },
  timeout: duration,
  start_period: duration,
  start_interval: duration,
});

export const logging: Form = mergedUnlessDriverDiffers(
  fields({ driver: text, options: mapOf(nullable(textOrNumber)) }),
);

/** Options of one driver mean nothing to another. */
function mergedUnlessDriverDiffers(form: Form): Form {
  const driver = (value: Value): string => by("driver")(value);
  return {
    ...form,
    merge: (base, over) =>
      driver(base) === driver(over) || driver(base) === "" || driver(over) === ""
        ? form.merge(base, over)
        : over,
  };
}

export const device = fields({ source: text, target: text, permissions: text }, ["source", "target"]);

const ulimit = shortened(
  fields({ soft: wholeNumber(), hard: wholeNumber() }, ["soft", "hard"]),
  value => (value.kind === "scalar" ? mappingAt(value.place, { soft: value, hard: value }) : undefined),
  "a number, or soft and hard",
);

export const ulimits = mapOf(replaced(ulimit));

/** Names for addresses, as `name=address` or as a mapping; canonically the first. */
export const extraHosts: Form = shortened(
  setOf(extraHost()),
  value => {
    if (value.kind !== "mapping") return value.kind === "list" ? value : undefined;
    const written = [...value.entries].flatMap(([name, entry]) =>
      (entry.value.kind === "list" ? entry.value.items : [entry.value]).map((address): Value => {
        const text = textIn(address);
        const at = { kind: "scalar", place: entry.key } as const;
        if (text === undefined || address.kind !== "scalar") return { ...at, value: null };
        return { ...rewritten(address, `${name}=${text}`), place: entry.key };
      }),
    );
    return { kind: "list", items: written, place: value.place };
  },
  "a list of name=address, or a mapping",
);

function extraHost(): Form {
  const wanted = "name=address";
  return {
    ...text,
    wanted,
    read: (value, path, context) => {
      const read = text.read(value, path, context);
      const isPair = isNull(read) || /^[^=:]+[=:]/.test(itself(read));
      return isPair ? read : unwanted(read, { wanted }, path, context);
    },
  };
}

export function shortDevice(value: Value): Value | undefined {
  const written = textIn(value);
  const parts = written?.split(":") ?? [];
  if (written === undefined || parts.length > 3) return undefined;
  const [source = "", target = "", permissions = "rwm"] = parts;
  return mappingAt(value.place, { source, target: target === "" ? source : target, permissions });
}
