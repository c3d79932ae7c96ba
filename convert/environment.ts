import type { EnvironmentEntry, Workload } from "../topology/index.ts";
import { hostIn, isAboutAddress } from "./flows.ts";
import { isSecretName } from "./names.ts";
import { type Expression, expressionOf, type Settings } from "./settings.ts";

/**
 * A service's environment as an argument.
 *
 * @param brought variables that links bring.
 */
export function environmentOf(
  workload: Workload,
  brought: ReadonlySet<string>,
  settings: Settings,
): (readonly [name: string, text: string])[] {
  const own = workload.environment.filter(({ name }) => !brought.has(name));
  if (own.length === 0) return [];
  const lines = own.map(entry => {
    const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(entry.name) ? entry.name : JSON.stringify(entry.name);
    return `${name}: ${valueOf(entry, workload, settings).text},`;
  });
  return [["environment", `{\n${lines.join("\n")}\n}`]];
}

/** A value of the environment; a password that stands in the file becomes a secret of the config. */
export function valueOf(entry: EnvironmentEntry, workload: Workload, settings: Settings): Expression {
  const { name, template } = entry;
  if (template !== undefined) return settings.expression(byName(name, template, workload), name);
  if (entry.value === undefined) return settings.expression(`\${${name}}`, name);
  const value = byName(name, entry.value, workload);
  const wanted = `${workload.name}-${name}`;
  const origin = `${name} of ${workload.name}${entry.file === undefined ? "" : ` in ${entry.file.file}`}`;
  if (value !== "" && isSecretName(name) && !value.startsWith("/run/secrets/")) {
    return expressionOf([settings.secret(value, wanted, origin)]);
  }
  const [, before, password, after] = /^([a-z0-9+]+:\/\/[^:@/\s]*:)([^@/\s]+)(@.*)$/s.exec(value) ?? [];
  if (before === undefined || password === undefined || after === undefined) return expressionOf([value]);
  return expressionOf([
    before,
    settings.secret(password, `${wanted}-password`, `the password in ${origin}`),
    after,
  ]);
}

/** With the names of those it calls in the place of the names that it alone knew them by. */
function byName(name: string, text: string, { links }: Workload): string {
  let found = text;
  for (const { to, alias } of links) {
    if (to === alias || (found === alias && !isAboutAddress(name))) continue;
    found = found.replace(hostIn([alias]), whole => whole.replace(alias, to));
  }
  return found;
}
