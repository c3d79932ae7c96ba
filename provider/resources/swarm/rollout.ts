import type { RolloutSpec } from "../../../engine/index.ts";
import { type Field, integer, object, oneOf, type Shape, text } from "../../tables/shape.ts";
import { defined, duration, nanoseconds, time } from "./values.ts";

/** How tasks are replaced, as the package writes it. */
export interface RolloutInput {
  readonly parallelism?: number;
  readonly delay?: string;
  readonly failureAction?: string;
  readonly monitor?: string;
  readonly maxFailureRatio?: string;
  readonly order?: string;
}

/** The shape of `updateConfig` and `rollbackConfig`; a rollback cannot be rolled back. */
export function rolloutShape(name: string, ...failureActions: readonly string[]): Shape {
  const fields: Readonly<Record<string, Field>> = {
    parallelism: { about: "tasks at a time; 0 for all", shape: integer(0), default: 1, zeroCounts: true },
    delay: time("between two of them", "0s"),
    failureAction: { about: "what to do when tasks fail", shape: oneOf(...failureActions), default: "pause" },
    monitor: time("for which a new task is watched", "5s"),
    maxFailureRatio: {
      about: 'share of tasks that may fail, e.g. "0.2"',
      shape: text,
      default: "0.0",
      normal: ratio => (typeof ratio === "string" ? Number(ratio) : ratio),
      complain: ratio =>
        typeof ratio === "string" && !(Number(ratio) >= 0 && Number(ratio) <= 1)
          ? `"${ratio}" is no share; write a number from "0.0" to "1.0"`
          : undefined,
    },
    order: {
      about: "which goes first",
      shape: oneOf("stop-first", "start-first"),
      default: "stop-first",
    },
  };
  return object(name, fields);
}

/** As the engine takes it. */
export function engineRollout(input: RolloutInput): RolloutSpec {
  return {
    Parallelism: input.parallelism ?? 1,
    ...defined({
      Delay: nanoseconds(input.delay),
      FailureAction: input.failureAction,
      Monitor: nanoseconds(input.monitor),
      Order: input.order,
    }),
    MaxFailureRatio: Number(input.maxFailureRatio ?? 0),
  };
}

/** As it is written. */
export function inputRollout(seen: RolloutSpec | undefined): RolloutInput | undefined {
  if (seen === undefined) return undefined;
  const ratio = String(seen.MaxFailureRatio ?? 0);
  return {
    parallelism: seen.Parallelism,
    delay: duration(seen.Delay ?? 0) ?? "0s",
    failureAction: seen.FailureAction ?? "pause",
    monitor: duration(seen.Monitor ?? 0) ?? "0s",
    maxFailureRatio: ratio.includes(".") ? ratio : `${ratio}.0`,
    order: seen.Order ?? "stop-first",
  };
}
