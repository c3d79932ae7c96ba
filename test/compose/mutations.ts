// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
import { raw, tags } from "./projects.ts";

/** Gives numbers from 0 up to 1 that look like chance, and are the same for the same seed. */
export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Values that belong in few places. */
const strange: readonly unknown[] = [
  null,
  "",
  " ",
  0,
  -1,
  1.5,
  80,
  70_000,
  true,
  false,
  "yes",
  "text",
  "a=b",
  "a:b",
  "1",
  "0.5",
  "10m",
  "1h30m",
  "/path",
  "./here",
  "~/home",
  "a'b",
  "$$x",
  "${TAG}",
  "${PORT}",
  "${EMPTY}",
  "${NOBODY:-7}",
  "service:base",
  "host",
  "127.0.0.1",
  "::1",
  "tcp",
  "8000-8002",
  "8080:80",
  "all",
  [],
  {},
  ["a"],
  ["a", "a"],
  ["a=b", "c"],
  [1, 2],
  [null],
  [{}],
  { a: 1 },
  { a: null },
  { a: "b", c: true },
  { name: "x" },
  ...["012", "1_000", "1e3", "2024-01-02", "0x1F", "0b11", "08", "1.50", "~", ".5", "yes", "1:30"].map(
    text => `${raw}${text}`,
  ),
  tags.reset,
];

/** Keys that mean something somewhere. */
const keys: readonly string[] = [
  "x-own",
  "name",
  "imagee",
  "image",
  "build",
  "context",
  "dockerfile_inline",
  "develop",
  "watch",
  "path",
  "action",
  "blkio_config",
  "weight",
  "credential_spec",
  "provider",
  "type",
  "options",
  "external",
  "internal",
  "driver",
  "driver_opts",
  "labels",
  "target",
  "source",
  "published",
  "host_ip",
  "protocol",
  "read_only",
  "scale",
  "deploy",
  "replicas",
  "ports",
  "expose",
  "volumes",
  "networks",
  "network_mode",
  "aliases",
  "gw_priority",
  "environment",
  "env_file",
  "secrets",
  "configs",
  "models",
  "model",
  "gpus",
  "pre_start",
  "post_start",
  "command",
  "depends_on",
  "condition",
  "required",
  "links",
  "container_name",
  "hostname",
  "healthcheck",
  "test",
  "interval",
  "retries",
  "ulimits",
  "tmpfs",
  "devices",
  "cap_add",
  "security_opt",
  "stop_grace_period",
  "cpus",
  "mem_limit",
  "pids_limit",
  "shm_size",
  "oom_score_adj",
  "pull_policy",
  "use_api_socket",
  "init",
  "attach",
  "group_add",
  "storage_opt",
  "volumes_from",
  "profiles",
  "extends",
  "restart",
  "resources",
  "limits",
  "reservations",
  "memory",
  "subnet",
  "ipam",
  "config",
  "file",
  "content",
  "services",
  "include",
  "jobs",
  "version",
];

type Holder = Record<string, unknown> | unknown[];

/** Changes something somewhere in a file's content; the content itself stays as it is. */
export function mutated(content: unknown, random: Random): unknown {
  const copy = structuredClone(content);
  const times = 1 + Math.floor(random() * 2);
  for (let time = 0; time < times; time += 1) mutate(copy, random);
  return copy;
}

function mutate(whole: unknown, random: Random): void {
  const holders = holdersIn(whole);
  const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;
  const holder = pick(holders);
  if (holder === undefined) return;
  if (Array.isArray(holder)) {
    const index = Math.floor(random() * (holder.length + 1));
    const doubled = holder[index] ?? pick(strange);
    pick([
      () => holder.splice(index, 1),
      () => holder.splice(index, 0, structuredClone(doubled)),
      () => holder.splice(index, 1, structuredClone(pick(strange))),
      () => holder.push(structuredClone(pick(strange))),
    ])();
    return;
  }
  const names = Object.keys(holder);
  const name = pick(names) ?? pick(keys);
  const value = holder[name];
  pick([
    () => delete holder[name],
    () => {
      holder[name] = structuredClone(pick(strange));
    },
    () => {
      holder[name] = structuredClone(pick(strange));
    },
    () => {
      holder[pick(keys)] = structuredClone(pick(strange));
    },
    () => {
      holder[pick(keys)] = structuredClone(value ?? null);
    },
    () => {
      holder[name] = [value];
    },
    () => {
      holder[name] = structuredClone(valueAt(pick(holders), random));
    },
    () => {
      if (typeof value === "string" && value !== "") holder[name] = value.slice(0, -1);
      else if (typeof value === "number") holder[name] = String(value);
    },
  ])();
}

function holdersIn(value: unknown): Holder[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Holder;
  return [holder, ...Object.values(holder).flatMap(holdersIn)];
}

function valueAt(holder: Holder | undefined, random: Random): unknown {
  const values = Object.values(holder ?? {});
  return values[Math.floor(random() * values.length)] ?? null;
}
