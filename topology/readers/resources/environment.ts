import { isUnknown } from "../../model/known.ts";
import type { EnvironmentEntry, Workload } from "../../model/workload.ts";
import type { Fields } from "./fields.ts";
import { unknowns } from "./labels.ts";

type Environment = Pick<Workload, "environment" | "unknowns">;

/** A container's variables, `NAME=value` each. What is marked secret in the program is not read, not even its name. */
export function containerEnvironment(fields: Fields): Environment {
  const { items, unknown } = fields.texts("envs");
  const environment = items.map((item): EnvironmentEntry => {
    const at = item.indexOf("=");
    if (at === -1) return { name: item, secret: false };
    return { name: item.slice(0, at), secret: false, value: item.slice(at + 1) };
  });
  return { environment, ...unknowns({ environment: unknown }) };
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
