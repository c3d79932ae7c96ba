import { limits } from "../yaml/limits.ts";
import { field, list, mappingAt, type Scalar, textOfScalar, type Value } from "../yaml/value.ts";
import { isIP } from "./address.ts";
import { distinct, fields, itself, listOf } from "./collections.ts";
import { type Form, type FormContext, unlessBare, unwanted, wrong } from "./form.ts";
import { into, type Path } from "./path.ts";
import { text, textIn, textLike, textOrWhole, wholeNumber } from "./scalars.ts";
import { shortPorts } from "./shortPort.ts";

const port = fields({
  name: text,
  mode: text,
  host_ip: textLike("an address of the host", isIP),
  target: wholeNumber(0, 0xffff_ffff),
  published: textOrWhole,
  protocol: text,
  app_protocol: text,
});

/** A service's published ports, canonically in the long form, one entry for each port of a range. */
export const ports: Form = {
  ...listOf(port, keyOf),
  wanted: "a list of ports, e.g. 127.0.0.1:8080:80",
  read: unlessBare((value, path, context) => {
    if (value.kind !== "list") return unwanted(value, ports, path, context);
    const read: Value[] = [];
    for (const [index, item] of value.items.entries()) {
      for (const one of readPort(item, into(path, index), context)) read.push(one);
    }
    return list(distinct(read, keyOf), value.place);
  }),
};

function keyOf(item: Value): string {
  const part = (name: string, otherwise: string): string => {
    const found = field(item, name);
    return found === undefined ? otherwise : itself(found);
  };
  return `${part("host_ip", "0.0.0.0")}:${part("published", "")}:${part("target", "")}/${part("protocol", "tcp")}`;
}

function readPort(item: Value, path: Path, context: FormContext): readonly Value[] {
  if (context.budget.ports < 0) return [];
  if (item.kind !== "scalar") return long(port.read(item, path, context), path, context);
  const written = writtenPort(item);
  if (written === undefined) {
    unwanted(item, { wanted: "a port, e.g. 127.0.0.1:8080:80" }, path, context);
    return [];
  }
  const found = shortPorts(written);
  if (typeof found === "string") {
    wrong(item.place, path, found, context);
    return [];
  }
  context.budget.ports -= found.length;
  if (context.budget.ports < 0) {
    wrong(
      item.place,
      path,
      `is one port too many: over ${limits.ports} are in this project. Give fewer.`,
      context,
    );
    return [];
  }
  return found.map(one => mappingAt(item.place, { ...one }));
}

/** A text, or a whole number. */
function writtenPort(item: Scalar): string | undefined {
  const isWhole = typeof item.value === "number" && item.plain === undefined;
  return isWhole ? textOfScalar(item) : textIn(item);
}

/** The long form may say much that the engine does not take; but there is no port without a target. */
function long(item: Value, path: Path, context: FormContext): readonly Value[] {
  if (item.kind !== "mapping") return [];
  if (field(item, "target") === undefined)
    wrong(item.place, path, "has no target. Give it the port in the container.", context);
  return [item];
}
