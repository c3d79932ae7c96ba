import { composeFile } from "../form/file.ts";
import { merged } from "../form/form.ts";
import type { Mapping, Value } from "../yaml/value.ts";
import { documentsOf } from "./documents.ts";
import { withExtensions } from "./extends.ts";
import { withInclusions } from "./include.ts";
import { type Session, type Setting, textOf } from "./session.ts";

/**
 * Loads files one over the other, as `docker compose -f A -f B` does: variables first, then extensions and inclusions
 * of each file, then the merge.
 *
 * @param files as they are to be read.
 * @param including files whose inclusions led here.
 * @returns nothing where there is nothing in them.
 */
export function loadFiles(
  session: Session,
  files: readonly string[],
  setting: Setting,
  including: readonly string[] = [],
): Mapping | undefined {
  let whole: Value | undefined;
  for (const file of files) {
    const text = textOf(session, file);
    if (text === undefined) {
      session.problems.add(file, "This file is not there, or cannot be read. Correct the path.");
      continue;
    }
    for (const document of documentsOf(session, text, setting)) {
      const extended = withExtensions(session, document, file, setting);
      const complete = withInclusions(session, extended, setting, [...including, file], loadFiles);
      whole = merged(composeFile, whole, complete);
    }
  }
  return whole?.kind === "mapping" ? whole : undefined;
}
