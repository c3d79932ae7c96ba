import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { anyRef, type PackageSpec, typesRef } from "./spec.ts";

/**
 * The schema for programs in YAML: where one of several objects is wanted, anything passes.
 *
 * YAML's host would hold a wrong one against each of them in turn, in dozens of lines that name neither its kind nor the
 * wrong key. So that is left to the constructors, who say what is wrong by path. Programs in YAML have no SDK, which would
 * lose types by it.
 */
export function forYaml(schema: PackageSpec): PackageSpec {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key !== "oneOf" || !Array.isArray(value)) return value;
    const objects = value.filter(isObject);
    return objects.length < 2 ? value : [...value, { $ref: anyRef }];
  }) as PackageSpec;
}

function isObject(option: { readonly $ref?: string }): boolean {
  return option.$ref?.startsWith(typesRef) ?? false;
}

/**
 * True where the project that a folder belongs to is one in YAML. Pulumi starts a plugin in the program's folder, and says
 * nowhere which language asks.
 */
export function isYamlProject(folder: string): boolean {
  const file = ["Pulumi.yaml", "Pulumi.yml"].map(name => join(folder, name)).find(path => existsSync(path));
  if (file !== undefined)
    return /^runtime:\s*(\{\s*)?(name:\s*)?["']?yaml\b/m.test(readFileSync(file, "utf8"));
  const above = dirname(folder);
  return above !== folder && isYamlProject(above);
}
