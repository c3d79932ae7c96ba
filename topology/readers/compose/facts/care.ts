import { isUnknown, type Maybe } from "../../../model/known.ts";
import type { Care } from "../../../model/workload.ts";
import { entries, field, items, type Value } from "../yaml/value.ts";
import { flag, number, text, texts, written } from "./scalars.ts";

const mebibyte = 1 << 20;

/** What a service may use, and how it is kept going. */
export function careOf(service: Value): Care {
  const limits = field(field(field(service, "deploy"), "resources"), "limits");
  const memory = positive(number(limits, "memory")) ?? positive(number(service, "mem_limit"));
  const cpus = positive(number(limits, "cpus")) ?? positive(number(service, "cpus")) ?? quota(service);
  const pids = positive(number(limits, "pids")) ?? positive(number(service, "pids_limit"));
  const logDriver = text(field(service, "logging"), "driver");
  return {
    ...(memory === undefined ? {} : { memory: isUnknown(memory) ? memory : memory / mebibyte }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(pids === undefined ? {} : { pids }),
    ...restartOf(service),
    healthCheck: healthCheckOf(field(service, "healthcheck")),
    ...(logDriver === undefined ? {} : { logDriver }),
    ulimits: entries(field(service, "ulimits")).map(
      ({ name, value }) => `${name}=${part(value, "soft")}:${part(value, "hard")}`,
    ),
  };
}

/** 0 and less are no limit. */
function positive(limit: Maybe<number> | undefined): Maybe<number> | undefined {
  return typeof limit === "number" && limit <= 0 ? undefined : limit;
}

/** Microseconds of a period, which is 100 ms unless it is said. */
function quota(service: Value): Maybe<number> | undefined {
  const [share, period] = [
    positive(number(service, "cpu_quota")),
    Number(written(field(service, "cpu_period") ?? service)),
  ];
  return typeof share === "number" ? share / (period || 100_000) : share;
}

/** `deploy` goes before `restart`, which gives its attempts after a colon. */
function restartOf(service: Value): Pick<Care, "restart" | "restartAttempts"> {
  const policy = field(field(service, "deploy"), "restart_policy");
  if (policy !== undefined) {
    const [condition, attempts] = [text(policy, "condition") ?? "any", number(policy, "max_attempts")];
    return {
      restart: isUnknown(condition) ? condition : (conditions[condition] ?? condition),
      ...(attempts === undefined ? {} : { restartAttempts: attempts }),
    };
  }
  const restart = text(service, "restart");
  if (restart === undefined || isUnknown(restart)) return restart === undefined ? {} : { restart };
  const [name = "", attempts] = restart.split(":");
  return { restart: name, ...(attempts === undefined ? {} : { restartAttempts: Number(attempts) || 0 }) };
}

const conditions: Readonly<Record<string, string>> = { any: "always", none: "no" };

function healthCheckOf(check: Value | undefined): Maybe<boolean> {
  const [disabled, test] = [flag(check, "disable") ?? false, field(check, "test")];
  if (test === undefined || disabled === true) return false;
  if (isUnknown(disabled)) return disabled;
  if (test.kind === "scalar") return written(test) !== "";
  const { items: command, unknown } = texts(items(test));
  return command[0] === undefined && unknown !== undefined
    ? { unknown }
    : command.length > 0 && command[0] !== "NONE";
}

function part(limit: Value, name: string): string {
  const found = field(limit, name);
  return found === undefined ? "" : written(found);
}
