import { limits } from "../yaml/limits.ts";
import { same } from "../yaml/same.ts";
import { field, mapping, scalar, type Value } from "../yaml/value.ts";
import {
  atMost,
  fields,
  itself,
  listOf,
  mapOf,
  nullable,
  oneOrMore,
  openFields,
  shortened,
} from "./collections.ts";
import { type Form, unlessBare, wrong } from "./form.ts";
import { pathText } from "./mounts.ts";
import { pairs } from "./pairs.ts";
import { flag, text, textOrNumber, wholeNumber, word } from "./scalars.ts";
import { job, service } from "./service.ts";

const names = /^[a-zA-Z0-9._-]+$/;

/** Where something was made elsewhere, and under which name: `external: true`, or the older `external: {name: …}`. */
const external: Form = {
  ...flag,
  wanted: "true or false",
  read: unlessBare((value, path, context) =>
    value.kind === "mapping"
      ? fields({ name: text }).read(value, path, context)
      : flag.read(value, path, context),
  ),
};

/** Brings `external: {name: …}` to `external: true` and `name`. */
function withExternalName(form: Form): Form {
  return {
    ...form,
    read: unlessBare((value, path, context) => {
      const read = form.read(value, path, context);
      const older = field(read, "external");
      if (read.kind !== "mapping" || older?.kind !== "mapping") return read;
      const entries = new Map(read.entries);
      entries.set("external", { key: older.place, value: scalar(true, older.place) });
      const name = older.entries.get("name");
      const own = field(read, "name");
      if (name !== undefined && own !== undefined && !same(name.value, own)) {
        return wrong(own.place, path, "has two names. Give one, and external: true.", context);
      }
      if (name !== undefined) entries.set("name", name);
      return mapping(entries, read.place);
    }),
  };
}

const bySubnet = (item: Value): string => {
  const subnet = field(item, "subnet");
  return subnet === undefined ? "" : itself(subnet);
};

const network = fields({
  name: text,
  driver: text,
  driver_opts: mapOf(textOrNumber),
  ipam: fields({
    driver: text,
    config: listOf(
      fields({ subnet: text, ip_range: text, gateway: text, aux_addresses: mapOf(text) }),
      bySubnet,
    ),
    options: mapOf(text),
  }),
  external,
  internal: flag,
  enable_ipv4: flag,
  enable_ipv6: flag,
  attachable: flag,
  labels: pairs(word),
});

const volume = fields({
  name: text,
  driver: text,
  driver_opts: mapOf(textOrNumber),
  external,
  labels: pairs(word),
});

const granted = {
  name: text,
  environment: text,
  file: pathText,
  external,
  labels: pairs(word),
  driver: text,
  driver_opts: mapOf(textOrNumber),
  template_driver: text,
};

/** Compose passes over what it does not know of an inclusion. */
const include = shortened(
  openFields({ path: oneOrMore(pathText), env_file: oneOrMore(pathText), project_directory: pathText }),
  value => {
    if (value.kind !== "scalar") return undefined;
    return mapping([["path", { key: value.place, value }]], value.place);
  },
  "a path, or a mapping with one",
);

const model = fields({ name: text, model: text, context_size: wholeNumber(), runtime_flags: listOf(text) }, [
  "model",
]);

/** A config has no driver, and a content of its own. */
const { driver: _, driver_opts: __, ...config } = { ...granted, content: text };

/** @see https://github.com/compose-spec/compose-spec/blob/main/spec.md */
export const composeFile = fields({
  version: text,
  name: text,
  include: listOf(include),
  services: atMost(limits.services, mapOf(service, names)),
  jobs: atMost(limits.services, mapOf(job, names)),
  models: mapOf(model, names),
  networks: mapOf(nullable(withExternalName(network)), names),
  volumes: mapOf(nullable(withExternalName(volume)), names),
  secrets: mapOf(withExternalName(fields(granted)), names),
  configs: mapOf(withExternalName(fields(config)), names),
});
