import { field, mapping, mappingAt, rewritten, type Value } from "../yaml/value.ts";
import { fields, itself, type KeyOf, listOf } from "./collections.ts";
import { type Form, type FormContext, unlessBare, wrong } from "./form.ts";
import { pairs } from "./pairs.ts";
import type { Path } from "./path.ts";
import { resolved } from "./paths.ts";
import { flag, oneOf, text, textIn, textOrNumber, wholeBytes, word } from "./scalars.ts";
import { shortMount } from "./shortMount.ts";

/** A path of the host, relative to the file's own folder; canonically, to the project's. */
export const pathText: Form = {
  ...text,
  wanted: "a path",
  read: unlessBare((value, path, context) => {
    const read = text.read(value, path, context);
    return read.kind === "scalar" && typeof read.value === "string"
      ? rewritten(read, resolved(read.value, context))
      : read;
  }),
};

const mount = fields(
  {
    type: oneOf("bind", "volume", "tmpfs", "cluster", "npipe", "image"),
    source: text,
    target: text,
    read_only: flag,
    consistency: text,
    bind: fields({
      propagation: text,
      create_host_path: flag,
      recursive: oneOf("enabled", "disabled", "writable", "readonly"),
      selinux: oneOf("z", "Z"),
    }),
    volume: fields({ labels: pairs(word), nocopy: flag, subpath: text }),
    tmpfs: fields({ size: wholeBytes, mode: textOrNumber }),
    image: fields({ subpath: text }),
  },
  ["type"],
);

const byTarget: KeyOf = item => {
  const target = field(item, "target");
  return target === undefined ? "" : itself(target);
};

const readMount: Form["read"] = (value, path, context) => {
  const written = textIn(value);
  if (written === undefined) {
    const read = mount.read(value, path, context);
    if (read.kind === "mapping" && field(read, "target") === undefined) {
      return wrong(value.place, path, "has no target. Give it a path in the container.", context);
    }
    return withSource(read, path, context);
  }
  const short = shortMount(written);
  if (typeof short === "string") return wrong(value.place, path, short, context);
  const { propagation, ...rest } = short;
  const bind = propagation === undefined ? {} : { bind: mappingAt(value.place, { propagation }) };
  return withSource(mappingAt(value.place, { ...rest, ...bind }), path, context);
};

/** What a service mounts, canonically in the long form. */
export const mounts: Form = listOf(
  { ...mount, wanted: "SOURCE:TARGET:MODE, or a mapping", read: readMount },
  byTarget,
);

/** A bind mount's source is a path of the host. */
function withSource(value: Value, path: Path, context: FormContext): Value {
  const [type, source] = [field(value, "type"), field(value, "source")];
  if (value.kind !== "mapping" || type === undefined || itself(type) !== "bind") return value;
  if (source?.kind !== "scalar")
    return wrong(value.place, path, "has no source. Give it a path of the host.", context);
  const entries = new Map(value.entries);
  entries.set("source", {
    key: source.place,
    value: rewritten(source, resolved(itself(source), context)),
  });
  return mapping(entries, value.place);
}
