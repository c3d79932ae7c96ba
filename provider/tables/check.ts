import {
  isList,
  isObject,
  type Plain,
  type Properties,
  Secret,
  Unknown,
  type Value,
} from "../protocol/values.ts";
import { nearest } from "./nearest.ts";
import type { Field, Rule, Shape } from "./shape.ts";

/** What is wrong with one property, by path. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** Checked inputs, with defaults filled in, and everything that is wrong with them. */
export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

/**
 * Checks inputs against a table. Every problem is reported, not just the first. Defaults go where the official
 * plugin puts them, with their names in `__defaults`, so that either plugin takes the other's state for its own.
 * An unknown passes: it is checked again when it is known.
 */
export function checkFields(fields: Readonly<Record<string, Field>>, news: Properties): Checked {
  const failures: CheckFailure[] = [];
  const inputs = checkObject(fields, news, "", failures);
  return { inputs, failures };
}

function checkObject(
  fields: Readonly<Record<string, Field>>,
  given: Properties,
  path: string,
  failures: CheckFailure[],
): Properties {
  const checked: Record<string, Value> = {};
  const defaults: string[] = [];
  for (const key of Object.keys(given)) {
    if (key in fields || key.startsWith("__")) continue;
    failures.push({ property: join(path, key), reason: unknownProperty(key, Object.keys(fields)) });
  }
  for (const [key, field] of Object.entries(fields)) {
    const value = given[key];
    const at = join(path, key);
    if (value === undefined || value === null) {
      if (field.required) failures.push({ property: at, reason: "it is required; give a value" });
      if (field.default === undefined) continue;
      checked[key] = field.default;
      defaults.push(key);
    } else if (field.refused !== undefined) {
      failures.push({ property: at, reason: field.refused });
    } else {
      // What is for secrets stays secret, also where the program gave it plainly.
      const hiddenFromHere = field.secret && !(value instanceof Secret || value instanceof Unknown);
      checked[key] = checkValue(hiddenFromHere ? new Secret(value) : value, field, at, failures);
    }
  }
  return { ...checked, __defaults: defaults.sort() };
}

function checkValue(value: Value, rule: Rule, path: string, failures: CheckFailure[]): Value {
  if (value instanceof Secret) {
    const complaints: CheckFailure[] = [];
    const checked = new Secret(checkValue(value.value, rule, path, complaints));
    failures.push(...complaints.map(({ property, reason }) => ({ property, reason: hidden(reason, value) })));
    return checked;
  }
  if (value instanceof Unknown) return value;
  const checked = checkShape(value, rule.shape, path, failures);
  const complaint = rule.complain?.(value as Plain);
  if (complaint !== undefined) failures.push({ property: path, reason: complaint });
  return checked;
}

function checkShape(value: Value, shape: Shape, path: string, failures: CheckFailure[]): Value {
  const complain = (reason: string): Value => {
    failures.push({ property: path, reason });
    return value;
  };
  switch (shape.kind) {
    case "string":
      if (typeof value !== "string") return complain(`it must be a string, not ${describe(value)}`);
      if (shape.oneOf !== undefined && !shape.oneOf.includes(value)) {
        return complain(`"${value}" is not one of ${shape.oneOf.map(one => `"${one}"`).join(", ")}`);
      }
      return value;
    case "integer":
      if (typeof value !== "number" || !Number.isInteger(value)) {
        return complain(`it must be a whole number, not ${describe(value)}`);
      }
      if (shape.least !== undefined && value < shape.least)
        return complain(`${value} is below ${shape.least}, the least it can be`);
      if (shape.most !== undefined && value > shape.most)
        return complain(`${value} is above ${shape.most}, the most it can be`);
      return value;
    case "boolean":
      return typeof value === "boolean"
        ? value
        : complain(`it must be true or false, not ${describe(value)}`);
    case "map":
      if (!isObject(value)) return complain(`it must be a map of strings, not ${describe(value)}`);
      return Object.fromEntries(
        Object.entries(value)
          .filter(([key]) => key !== "__defaults")
          .map(([key, item]) => [
            key,
            checkValue(item, { shape: { kind: "string" } }, join(path, key), failures),
          ]),
      );
    case "list":
      if (!isList(value)) return complain(`it must be a list, not ${describe(value)}`);
      return value.map((item, index) => checkValue(item, { shape: shape.of }, `${path}[${index}]`, failures));
    case "object":
      if (!isObject(value)) return complain(`it must be an object, not ${describe(value)}`);
      return checkObject(shape.fields, value, path, failures);
  }
}

function join(path: string, key: string): string {
  const step = /^[A-Za-z_]\w*$/.test(key) ? key : `["${key}"]`;
  if (path === "") return step;
  return step.startsWith("[") ? `${path}${step}` : `${path}.${step}`;
}

function unknownProperty(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return near === undefined ? "there is no such property" : `there is no such property; write ${near}`;
}

/** A complaint without the secret value it complains of. */
function hidden(reason: string, value: Value): string {
  if (value instanceof Secret) return hidden(reason, value.value);
  if (isList(value)) return value.reduce<string>(hidden, reason);
  if (isObject(value)) return Object.values(value).reduce<string>(hidden, reason);
  if (typeof value === "number")
    return reason.replaceAll(new RegExp(`(?<![\\d.])${value}(?![\\d.])`, "g"), "[secret]");
  if (typeof value !== "string" || value === "") return reason;
  return [JSON.stringify(value), `"${value}"`, ...(value.length < 4 ? [] : [value])].reduce(
    (text, shown) => text.replaceAll(shown, "[secret]"),
    reason,
  );
}

function describe(value: Value): string {
  if (isList(value)) return "a list";
  if (isObject(value)) return "an object";
  if (value === null || value === undefined) return "nothing";
  return `the ${typeof value} ${JSON.stringify(value)}`;
}
