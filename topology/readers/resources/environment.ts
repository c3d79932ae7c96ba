import { isUnknown } from "../../model/known.ts";
import type { EnvironmentEntry, Workload } from "../../model/workload.ts";
import type { Fields } from "./fields.ts";
import { unknowns } from "./labels.ts";

type Environment = Pick<Workload, "environment" | "unknowns">;

/** A container's variables, `NAME=value` each. Of what is marked secret in the program the name is read, where it shows. */
export function containerEnvironment(fields: Fields): Environment {
  const { items, unknown } = fields.marked("envs");
  const read = items.map(({ text, secret }) => (secret ? secretEntry(text) : openEntry(text)));
  const hidden = read.includes(undefined) ? "part of it is secret" : undefined;
  return {
    environment: read.filter(entry => entry !== undefined),
    ...unknowns({ environment: unknown ?? hidden }),
  };
}

function openEntry(text: string): EnvironmentEntry {
  const at = text.indexOf("=");
  if (at === -1) return { name: text, secret: false };
  return { name: text.slice(0, at), secret: false, value: text.slice(at + 1) };
}

/** A secret that is no assignment by its form may be a value in the wrong place, which must not end up as a name. */
function secretEntry(text: string): EnvironmentEntry | undefined {
  const name = /^([A-Za-z_]\w*)=[^=]/.exec(text)?.[1];
  return name === undefined ? undefined : { name, secret: true };
}

/** A service's variables. */
export function serviceEnvironment(container: Fields): Environment {
  const { items, unknown } = container.entries("env");
  const environment = items.map(([name, value]): EnvironmentEntry => {
    return isUnknown(value)
      ? { name, secret: value.unknown.endsWith("secret") }
      : { name, secret: false, value };
  });
  return { environment, ...unknowns({ environment: unknown }) };
}
