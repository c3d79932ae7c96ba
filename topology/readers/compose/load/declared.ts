import type { Remarks } from "../problem.ts";
import { type Entry, entries, field, type Mapping, type Value } from "../yaml/value.ts";

/** Complains of volumes, secrets and configs that say too much, or too little to be made. */
export function checkDeclared(document: Mapping, problems: Remarks): void {
  for (const { name, key, value } of entries(field(document, "volumes"))) {
    if (!isExternal(value)) continue;
    const other = entries(value).find(entry => entry.name !== "name" && entry.name !== "external");
    if (other === undefined) continue;
    problems.add(key, `Volume ${name} is external, and yet has ${other.name}. Take one of the two out.`);
  }
  checkContents(document, "secrets", ["file", "environment"], problems);
  checkContents(document, "configs", ["file", "environment", "content"], problems);
}

/** What secrets and configs are made from: one thing, unless they are made elsewhere. */
function checkContents(document: Mapping, part: string, sources: readonly string[], problems: Remarks): void {
  const choice = `${sources.slice(0, -1).join(", ")} or ${sources.at(-1)}`;
  for (const { name, key, value } of entries(field(document, part))) {
    const given = sources.filter(source => has(value, source));
    const what = `${part.slice(0, -1)} ${name}`.replace(/^./, letter => letter.toUpperCase());
    if (given.length > 1) problems.add(key, `${what} has ${given.join(" and ")}. Keep one of them.`);
    if (given.length === 0 && !has(value, "driver") && !has(value, "external")) {
      problems.add(key, `${what} has nothing in it. Give it ${choice}, or external: true.`);
    }
  }
}

/** Secrets need contents, whatever their driver; it is seen to when the project is whole. */
export function checkSecrets(document: Mapping, problems: Remarks): void {
  for (const { name, key, value } of entries(field(document, "secrets"))) {
    const isMade = ["file", "environment"].some(source => textAt(value, source) !== "");
    if (isMade || isExternal(value)) continue;
    problems.add(key, `Secret ${name} has nothing in it. Give it file or environment, or external: true.`);
  }
}

function isExternal(value: Value): boolean {
  const external = field(value, "external");
  return external?.kind === "scalar" && external.value === true;
}

function has(value: Value, name: string): boolean {
  const found: Entry | undefined = value.kind === "mapping" ? value.entries.get(name) : undefined;
  return found !== undefined;
}

function textAt(value: Value, name: string): string {
  const found = field(value, name);
  return found?.kind === "scalar" ? String(found.value) : "";
}
