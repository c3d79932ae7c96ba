import { isNull, mappingAt, type Value } from "../yaml/value.ts";
import {
  distinct,
  fields,
  itself,
  type KeyOf,
  listOf,
  mapOf,
  nullable,
  oneOrMore,
  replaced,
  setOf,
  shortened,
} from "./collections.ts";
import { type Form, type FormContext, unwanted, wrong } from "./form.ts";
import { pathText } from "./mounts.ts";
import type { Path } from "./path.ts";
import { anything, flag, hasBlank, number, oneOf, text, textOrNumber } from "./scalars.ts";

/** An item by one of its fields, or by itself where it is short. */
export function by(name: string): KeyOf {
  return item => {
    if (item.kind !== "mapping") return itself(item);
    const found = item.entries.get(name)?.value;
    return found === undefined ? "" : itself(found);
  };
}

/** A service's secret or config. */
export function grants(folder: string): Form {
  const grant = fields({ source: text, target: text, uid: text, gid: text, mode: textOrNumber }, ["source"]);
  const keyOf: KeyOf = item => by("target")(item) || `${folder}/${by("source")(item)}`;
  return listOf(shortened(grant, short("source"), "a name, or a mapping with a source"), keyOf);
}

/** A text that stands for a mapping of one field. */
export function short(name: string): (value: Value) => Value | undefined {
  return value =>
    value.kind === "scalar" && typeof value.value === "string"
      ? mappingAt(value.place, { [name]: value })
      : undefined;
}

export const texts = setOf(text);
export const uniqueTexts = listOf(text, itself);
/** A command line: a text for a shell's words, or its words. */
export const command: Form = { ...replaced(nullable(oneOrMore(text))), read: commandRead() };

function commandRead(): Form["read"] {
  const words = listOf(text);
  return (value, path, context) =>
    value.kind === "list" ? words.read(value, path, context) : nullable(text).read(value, path, context);
}

export const envFiles = oneOrMore(
  shortened(
    fields({ path: pathText, format: text, required: flag }, ["path"]),
    short("path"),
    "a path, or a mapping with one",
  ),
  by("path"),
);

export const dependency = fields({
  restart: flag,
  required: flag,
  condition: oneOf("service_started", "service_healthy", "service_completed_successfully"),
});

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
  interval: text,
  retries: number,
  test: { ...command, nullable: false, wanted: "a command", read: testRead },
  timeout: text,
  start_period: text,
  start_interval: text,
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

export const device = fields({ source: text, target: text, permissions: text }, ["source"]);

export const ulimit = shortened(
  fields({ soft: number, hard: number }, ["soft", "hard"]),
  value => (value.kind === "scalar" ? mappingAt(value.place, { soft: value, hard: value }) : undefined),
  "a number, or soft and hard",
);

/** Names for addresses, as `name=address` or as a mapping; canonically the first. */
export const extraHosts: Form = shortened(
  listOf(extraHost(), itself),
  value => {
    if (value.kind !== "mapping") return undefined;
    const written = [...value.entries].flatMap(([name, entry]) =>
      (entry.value.kind === "list" ? entry.value.items : [entry.value]).map(
        ({ kind, ...address }): Value =>
          kind === "scalar" && "value" in address && typeof address.value === "string"
            ? { kind, value: `${name}=${address.value}`, place: entry.key }
            : { kind: "scalar", value: null, place: entry.key },
      ),
    );
    return { kind: "list", items: distinct(written, itself), place: value.place };
  },
  "a list of name=address, or a mapping",
);

function extraHost(): Form {
  return {
    ...text,
    wanted: "name=address",
    read: (value, path, context) => {
      const read = text.read(value, path, context);
      const isPair = isNull(read) || /^[^=:]+[=:]/.test(itself(read));
      return isPair ? read : unwanted(read, { wanted: "name=address" }, path, context);
    },
  };
}

/** How an image is built is not looked at, only that it is. */
export function buildForm(): Form {
  return { ...anything, wanted: "a mapping", nullable: false };
}

export function shortDevice(value: Value): Value | undefined {
  if (value.kind !== "scalar" || typeof value.value !== "string") return undefined;
  const [source = "", target = source, permissions = "rwm"] = value.value.split(":");
  return mappingAt(value.place, { source, target, permissions });
}
