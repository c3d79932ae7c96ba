import { isNull, mappingAt, type Value } from "../yaml/value.ts";
import {
  distinct,
  fields,
  itself,
  type KeyOf,
  listOf,
  mapOf,
  named,
  nullable,
  oneOrMore,
  pairs,
  replaced,
  setOf,
  shortened,
} from "./collections.ts";
import { deploy } from "./deploy.ts";
import { type Form, type FormContext, unwanted, wrong } from "./form.ts";
import { mounts, pathText } from "./mounts.ts";
import type { Path } from "./path.ts";
import { ports } from "./ports.ts";
import { anything, bytes, flag, hasBlank, number, oneOf, text, textOrNumber, word } from "./scalars.ts";

/** An item by one of its fields, or by itself where it is short. */
function by(name: string): KeyOf {
  return item => {
    if (item.kind !== "mapping") return itself(item);
    const found = item.entries.get(name)?.value;
    return found === undefined ? "" : itself(found);
  };
}

/** A service's secret or config. */
function grants(folder: string): Form {
  const grant = fields({ source: text, target: text, uid: text, gid: text, mode: textOrNumber }, ["source"]);
  const keyOf: KeyOf = item => by("target")(item) || `${folder}/${by("source")(item)}`;
  return listOf(shortened(grant, short("source"), "a name, or a mapping with a source"), keyOf);
}

/** A text that stands for a mapping of one field. */
function short(
  name: string,
  more: Readonly<Record<string, boolean>> = {},
): (value: Value) => Value | undefined {
  return value =>
    value.kind === "scalar" && typeof value.value === "string"
      ? mappingAt(value.place, { [name]: value, ...more })
      : undefined;
}

const texts = setOf(text);
const uniqueTexts = listOf(text, itself);
/** A command line: a text for a shell's words, or its words. */
const command: Form = { ...replaced(nullable(oneOrMore(text))), read: commandRead() };

function commandRead(): Form["read"] {
  const words = listOf(text);
  return (value, path, context) =>
    value.kind === "list" ? words.read(value, path, context) : nullable(text).read(value, path, context);
}

const envFiles = oneOrMore(
  shortened(
    fields({ path: pathText, format: text, required: flag }, ["path"]),
    short("path"),
    "a path, or a mapping with one",
  ),
  by("path"),
);

const dependency = fields({
  restart: flag,
  required: flag,
  condition: oneOf("service_started", "service_healthy", "service_completed_successfully"),
});

const attachment = fields({
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

const healthcheck = fields({
  disable: flag,
  interval: text,
  retries: number,
  test: { ...command, nullable: false, wanted: "a command", read: testRead },
  timeout: text,
  start_period: text,
  start_interval: text,
});

const logging: Form = mergedUnlessDriverDiffers(
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

const device = fields({ source: text, target: text, permissions: text }, ["source"]);

const ulimit = shortened(
  fields({ soft: number, hard: number }, ["soft", "hard"]),
  value => (value.kind === "scalar" ? mappingAt(value.place, { soft: value, hard: value }) : undefined),
  "a number, or soft and hard",
);

/** Names for addresses, as `name=address` or as a mapping; canonically the first. */
const extraHosts: Form = shortened(
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

/** @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md */
export const service = fields({
  annotations: pairs(word),
  attach: flag,
  blkio_config: anything,
  build: shortened(buildForm(), short("context"), "a path, or a mapping"),
  cap_add: uniqueTexts,
  cap_drop: uniqueTexts,
  cgroup: oneOf("host", "private"),
  cgroup_parent: text,
  command,
  configs: grants(""),
  container_name: text,
  cpu_count: number,
  cpu_percent: number,
  cpu_period: textOrNumber,
  cpu_quota: number,
  cpu_rt_period: textOrNumber,
  cpu_rt_runtime: textOrNumber,
  cpu_shares: number,
  cpus: number,
  cpuset: text,
  credential_spec: anything,
  depends_on: named(mapOf(nullable(dependency), /^[a-zA-Z0-9._-]+$/)),
  deploy: nullable(deploy),
  develop: anything,
  device_cgroup_rules: texts,
  devices: listOf(shortened(device, shortDevice, "SOURCE:TARGET:PERMISSIONS, or a mapping"), by("target")),
  dns: oneOrMore(text, itself),
  dns_opt: uniqueTexts,
  dns_search: oneOrMore(text, itself),
  domainname: text,
  entrypoint: command,
  env_file: envFiles,
  environment: pairs(word),
  expose: listOf(textOrNumber, itself),
  extends: shortened(fields({ service: text, file: pathText }, ["service"]), short("service")),
  external_links: texts,
  extra_hosts: extraHosts,
  gpus: anything,
  group_add: setOf(textOrNumber),
  healthcheck,
  hostname: text,
  image: text,
  init: flag,
  ipc: text,
  isolation: text,
  label_file: oneOrMore(pathText, itself),
  labels: pairs(word),
  links: uniqueTexts,
  logging,
  mac_address: text,
  mem_limit: bytes,
  mem_reservation: bytes,
  mem_swappiness: number,
  memswap_limit: bytes,
  models: anything,
  network_mode: text,
  networks: named(mapOf(nullable(attachment), /^[a-zA-Z0-9._-]+$/)),
  oom_kill_disable: flag,
  oom_score_adj: number,
  pid: nullable(text),
  pids_limit: number,
  platform: text,
  ports,
  post_start: anything,
  pre_stop: anything,
  privileged: flag,
  profiles: uniqueTexts,
  provider: anything,
  pull_policy: text,
  pull_refresh_after: text,
  read_only: flag,
  restart: text,
  runtime: text,
  scale: number,
  secrets: grants("/run/secrets"),
  security_opt: texts,
  shm_size: bytes,
  stdin_open: flag,
  stop_grace_period: text,
  stop_signal: text,
  storage_opt: anything,
  sysctls: pairs(word),
  tmpfs: oneOrMore(text, itself),
  tty: flag,
  ulimits: mapOf(replaced(ulimit), /^[a-z]+$/),
  use_api_socket: flag,
  user: text,
  userns_mode: text,
  uts: text,
  volumes: mounts,
  volumes_from: texts,
  working_dir: text,
});

/** How an image is built is not looked at, only that it is. */
function buildForm(): Form {
  return { ...anything, wanted: "a mapping", nullable: false };
}

function shortDevice(value: Value): Value | undefined {
  if (value.kind !== "scalar" || typeof value.value !== "string") return undefined;
  const [source = "", target = source, permissions = "rwm"] = value.value.split(":");
  return mappingAt(value.place, { source, target, permissions });
}
