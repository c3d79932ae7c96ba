import { composeFile } from "../form/file.ts";
import { merged } from "../form/form.ts";
import { root } from "../form/path.ts";
import type { Mapping, Value } from "../yaml/value.ts";
import { checkDeclared } from "./declared.ts";
import { documentsOf } from "./documents.ts";
import { withExtensions } from "./extends.ts";
import { withInclusions } from "./include.ts";
import { type Session, type Setting, textOf } from "./session.ts";

/**
 * Loads files one over the other, as `docker compose -f A -f B` does: variables first, then inclusions and extensions
 * of each file, so that it may extend what it includes, then the merge. What it comes to must be right after each file.
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
      session.isTorn = true;
      continue;
    }
    for (const document of documentsOf(session, text, setting)) {
      const complete = withInclusions(session, document, setting, [...including, file], loadFiles);
      const extended = withExtensions(session, complete, file, setting);
      whole = composeFile.settle(merged(composeFile, whole, extended), root, session.problems);
    }
  }
  if (whole?.kind !== "mapping") return undefined;
  checkDeclared(whole, session.problems);
  return whole;
}
