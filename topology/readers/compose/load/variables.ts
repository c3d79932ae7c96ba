import { join } from "node:path/posix";
import { parseDotenv } from "../variables/dotenv.ts";
import type { Lookup } from "../variables/substitute.ts";
import type { SourceText } from "../yaml/sourceText.ts";
import { locationOf, type Session, textOf } from "./session.ts";

/** What a project's variables come from. */
export interface VariableSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly envFiles?: readonly string[];
  /** The folder in which the project's files were looked for, whose .env goes before the one beside them. */
  readonly folder?: string;
}

/** The variables of a project: the reader's, then those of its .env file, or of the files that were named instead. */
export function projectVariables(session: Session, sources: VariableSources): Lookup {
  const { environment, envFiles, folder } = sources;
  const own: Lookup = variable => environment[variable];
  const beside = [...(folder === undefined ? [] : [join(folder, ".env")]), locationOf(session, ".env")];
  const files = envFiles ?? (isSwitchedOff(environment) ? [] : [...new Set(beside)]);
  let lookup = own;
  for (const file of files) {
    const text = textOf(session, file);
    // Of files that are named, a later one goes before; of the two that Compose looks for, the first.
    if (text !== undefined) lookup = behind(envFiles === undefined ? lookup : own, lookup, text, session);
    else if (envFiles !== undefined) {
      session.problems.add(file, "This file is not there. Correct the path.");
    }
  }
  return lookup;
}

/** Compose's own switch for the .env file. */
function isSwitchedOff(environment: VariableSources["environment"]): boolean {
  return /^(?:1|t|true)$/i.test(environment["COMPOSE_DISABLE_ENV_FILE"] ?? "");
}

/**
 * Variables, and behind them those of a file.
 *
 * @param first what goes before the file's; what is only in `earlier`, the file may say anew.
 */
export function behind(first: Lookup, earlier: Lookup, text: SourceText, session: Session): Lookup {
  const found = parseDotenv(text.text, earlier);
  if ("message" in found) {
    session.problems.add({ in: text, offset: found.offset }, found.message);
    return earlier;
  }
  const { variables, offsets } = found;
  for (const name of variables.keys()) {
    const place = { in: text, offset: offsets.get(name) ?? 0 };
    if (first(name) === undefined) session.variablePlaces.set(name, place);
  }
  return name => first(name) ?? variables.get(name) ?? earlier(name);
}
