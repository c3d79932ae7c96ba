import type { Plain } from "../../protocol/values.ts";
import { formatDuration, parseDuration } from "../../tables/duration.ts";
import { type Field, text } from "../../tables/shape.ts";

/** An object's fields as far as they are given. */
export type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without what was not given: an engine reads a field that is there as a choice. */
export function defined<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as Given<T>;
}

/** A time, such as `10s`. Without one the swarm's own holds, so that 0 says something. */
export function time(about: string, by: Plain = undefined): Field {
  return {
    about,
    shape: text,
    zeroCounts: true,
    ...(by === undefined ? {} : { default: by }),
    normal: value => (typeof value === "string" ? parseDuration(value) : value),
    complain: value =>
      typeof value === "string" && parseDuration(value) === undefined
        ? `"${value}" is no duration; write it like 500ms, 10s or 1m30s`
        : undefined,
  };
}

/** Nanoseconds of a time that was given. */
export function nanoseconds(value: string | undefined): number | undefined {
  return value === undefined ? undefined : parseDuration(value);
}

/** A time as it is written, of nanoseconds. */
export function duration(value: number | undefined): string | undefined {
  return value === undefined ? undefined : formatDuration(value);
}

/** What is the same as "not given": the swarm's own choice, spelled out. */
export function impliedBy(implied: string): (value: Plain) => Plain {
  return value => (value === implied ? undefined : value);
}
