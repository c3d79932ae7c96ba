import { composeFile } from "../form/file.ts";
import { root } from "../form/path.ts";
import { interpolate } from "../variables/interpolate.ts";
import { limits } from "../yaml/limits.ts";
import type { SourceText } from "../yaml/sourceText.ts";
import type { Mapping } from "../yaml/value.ts";
import { contextOf, parsed, type Session, type Setting } from "./session.ts";

/** The documents of a file with variables filled in, each in canonical form. */
export function documentsOf(session: Session, text: SourceText, setting: Setting): Mapping[] {
  const context = contextOf(session, setting);
  session.budget.text -= Math.min(text.text.length, limits.text);
  if (session.budget.text < 0) {
    session.problems.add({ in: text, offset: 0 }, "With this file the project is over 8 MiB. Include fewer.");
    return [];
  }
  return parsed(session, text).flatMap(document => {
    const filled = interpolate(
      document,
      setting.lookup,
      session.problems,
      session.remarks,
      session.templates,
    );
    const read = composeFile.read(filled, root, context);
    return read.kind === "mapping" ? [read] : [];
  });
}
