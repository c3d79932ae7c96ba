import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isList, isObject, type Properties, type Value } from "../../provider/protocol/values.ts";

/** What the official plugin 5.2 wrote into the state of one resource, on engine 20.10.24. */
export interface RecordedCase {
  readonly case: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Present where it reported a failure and kept the object. */
  readonly initErrors?: readonly string[];
}

export const recordedCases = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures/officialState.json"), "utf8"),
) as readonly RecordedCase[];

/** The inputs as a program would have written them: without what the plugin filled in. */
export function asWritten(inputs: Properties): Properties {
  return withoutDefaults(inputs) as Properties;
}

/** A case with other names and addresses in the place of those of the machine that it was recorded on. */
export function movedHere(
  recorded: RecordedCase,
  pairs: readonly (readonly [there: string, here: string])[],
) {
  const text = pairs.reduce(
    (moved, [there, here]) => moved.replaceAll(there, here),
    JSON.stringify(recorded),
  );
  return JSON.parse(text) as RecordedCase;
}

function withoutDefaults(value: Value): Value {
  if (isList(value)) return value.map(withoutDefaults);
  if (!isObject(value)) return value;
  const defaults = (value["__defaults"] ?? []) as readonly string[];
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "__defaults" && !defaults.includes(key))
      .map(([key, item]) => [key, withoutDefaults(item)]),
  );
}
