import { type Lookup, substitute, TemplateError } from "../variables/substitute.ts";
import { field } from "../yaml/value.ts";
import { parsed, type Session, textOf } from "./session.ts";

/**
 * The project's name: COMPOSE_PROJECT_NAME, or the last `name` of its files, or its folder's. It is found when it is
 * asked for, since most files never do.
 */
export function projectName(
  session: Session,
  files: readonly string[],
  lookup: Lookup,
  folder: string,
): () => string {
  let name: string | undefined;
  return () => {
    name ??= lookup("COMPOSE_PROJECT_NAME") || normal(nameIn(session, files, lookup)) || normal(folder);
    return name;
  };
}

function nameIn(session: Session, files: readonly string[], lookup: Lookup): string {
  const given = files.flatMap(file => {
    const text = textOf(session, file);
    if (text === undefined || !/^name\s*:|[{,]\s*"?name"?\s*:/m.test(text.text)) return [];
    return parsed(session, text).flatMap(document => {
      const found = field(document, "name");
      return found?.kind === "scalar" && found.value !== "" ? [String(found.value)] : [];
    });
  });
  try {
    return substitute(given.at(-1) ?? "", name => lookup(name) ?? "").text;
  } catch (error) {
    if (error instanceof TemplateError) return "";
    throw error;
  }
}

/** Small letters, digits, hyphens and underscores; the first is a letter or a digit. */
function normal(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}
