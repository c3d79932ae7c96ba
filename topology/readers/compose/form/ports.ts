import { limits } from "../yaml/limits.ts";
import { field, list, mappingAt, type Value } from "../yaml/value.ts";
import { distinct, fields, itself, listOf } from "./collections.ts";
import { type Form, type FormContext, unlessBare, unwanted, wrong } from "./form.ts";
import { into, type Path } from "./path.ts";
import { portRange, protocolOf } from "./portRange.ts";
import { hasBlank, number, text, textOrNumber } from "./scalars.ts";
import { shortPorts } from "./shortPort.ts";

const port = fields({
  name: text,
  mode: text,
  host_ip: text,
  target: number,
  published: textOrNumber,
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
  if (typeof item.value !== "string" && typeof item.value !== "number") {
    unwanted(item, { wanted: "a port, e.g. 127.0.0.1:8080:80" }, path, context);
    return [];
  }
  const found = shortPorts(String(item.value));
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

/** Checks what the fields of the long form say. */
function long(item: Value, path: Path, context: FormContext): readonly Value[] {
  if (item.kind !== "mapping") return [];
  const target = field(item, "target");
  const published = field(item, "published");
  const protocol = field(item, "protocol");
  if (target === undefined)
    wrong(item.place, path, "has no target. Give it the port in the container.", context);
  else if (hasBlank(valueOf(target)) || portRange(itself(target)) === undefined) {
    wrong(target.place, path, `has the target "${shown(target)}". Give a number up to 65535.`, context);
  }
  if (published !== undefined && !hasBlank(valueOf(published)) && valueOf(published) !== "") {
    if (portRange(itself(published)) === undefined) {
      wrong(
        published.place,
        path,
        `has the published port "${shown(published)}". Give a number up to 65535.`,
        context,
      );
    }
  }
  if (protocol !== undefined && protocolOf(itself(protocol)) === undefined) {
    wrong(protocol.place, path, `has the protocol "${shown(protocol)}". Give tcp, udp or sctp.`, context);
  }
  return [item];
}

function valueOf(value: Value): string | number | boolean | null {
  return value.kind === "scalar" ? value.value : null;
}

function shown(value: Value): string {
  return itself(value);
}
