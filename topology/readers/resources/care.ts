import { isUnknown, type Maybe } from "../../model/known.ts";
import type { Care, Workload } from "../../model/workload.ts";
import type { Fields } from "./fields.ts";
import { unknowns } from "./labels.ts";

type Kept = Pick<Workload, "care" | "unknowns">;

/** What a container may use, and how it is kept going. */
export function containerCare(fields: Fields): Kept {
  const ulimits = fields.objects("ulimits");
  const restart = fields.text("restart");
  return {
    care: {
      ...given("memory", limit(fields.number("memory"), 1)),
      ...given("cpus", limit(fields.number("cpus"), 1) ?? quota(fields)),
      ...given("restart", restart),
      ...given("restartAttempts", restart === "on-failure" ? fields.number("maxRetryCount") : undefined),
      healthCheck: healthCheck(fields),
      ...given("logDriver", fields.text("logDriver")),
      ulimits: ulimits.items.map(ulimit),
    },
    ...unknowns({ ulimits: ulimits.unknown }),
  };
}

/** What a task of a service may use, and how it is kept going. */
export function serviceCare(task: Fields): Kept {
  const limits = task.object("resources").object("limits");
  const policy = task.object("restartPolicy");
  return {
    care: {
      ...given("memory", limit(limits.number("memoryBytes"), 2 ** 20)),
      ...given("cpus", limit(limits.number("nanoCpus"), 1e9)),
      ...given("restart", policy.text("condition")),
      ...given("restartAttempts", policy.number("maxAttempts")),
      healthCheck: healthCheck(task.object("containerSpec")),
      ...given("logDriver", task.object("logDriver").text("name")),
      ulimits: [],
    },
  };
}

function given<Key extends keyof Care>(key: Key, value: Care[Key] | undefined): Partial<Care> {
  return value === undefined ? {} : { [key]: value };
}

/** A limit in other units; 0 is none. */
function limit(value: Maybe<number> | undefined, unit: number): Maybe<number> | undefined {
  if (value === undefined || isUnknown(value)) return value;
  return value > 0 ? value / unit : undefined;
}

/** The engine's older form of a CPU limit: microseconds of each period, of 100 ms when it is not said. */
function quota(fields: Fields): Maybe<number> | undefined {
  const [share, period] = [fields.number("cpuQuota"), fields.number("cpuPeriod") ?? 100_000];
  if (share === undefined || isUnknown(share)) return share;
  if (isUnknown(period)) return period;
  return share > 0 ? share / (period || 100_000) : undefined;
}

/** Whether there is one: a test of `NONE` takes away the image's. */
function healthCheck(fields: Fields): Maybe<boolean> {
  const { items, unknown } = fields.object("healthcheck").texts("tests");
  if (unknown !== undefined && items.length === 0) return { unknown };
  return items.length > 0 && items[0] !== "NONE";
}

function ulimit(item: Fields): string {
  const text = (value: Maybe<string | number> | undefined): string =>
    isUnknown(value) ? "?" : String(value);
  return `${text(item.text("name"))}=${text(item.number("soft"))}:${text(item.number("hard"))}`;
}
