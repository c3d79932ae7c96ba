import { parseDotenv } from "../variables/dotenv.ts";
import type { Lookup } from "../variables/substitute.ts";
import { locationOf, type Session, textOf } from "./session.ts";

/** What a project's variables come from. */
export interface VariableSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly envFiles?: readonly string[];
}

/** The variables of a project: the reader's, then those of its .env file, or of the files that were named instead. */
export function projectVariables(session: Session, { environment, envFiles }: VariableSources): Lookup {
  const own: Lookup = variable => environment[variable];
  const ofFiles = new Map<string, string>();
  for (const file of envFiles ?? [locationOf(session, ".env")]) {
    const text = textOf(session, file);
    if (text === undefined) {
      if (envFiles !== undefined) session.problems.add(file, "This file is not there. Correct the path.");
      continue;
    }
    const found = parseDotenv(text.text, variable => own(variable) ?? ofFiles.get(variable));
    if ("message" in found) session.problems.add({ in: text, offset: found.offset }, found.message);
    else {
      for (const [variable, value] of found.variables) {
        ofFiles.set(variable, value);
        const offset = found.offsets.get(variable) ?? 0;
        if (own(variable) === undefined) session.variablePlaces.set(variable, { in: text, offset });
      }
    }
  }
  return variable => own(variable) ?? ofFiles.get(variable);
}
