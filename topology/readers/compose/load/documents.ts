import { composeFile } from "../form/file.ts";
import { root } from "../form/path.ts";
import { interpolate } from "../variables/interpolate.ts";
import { limits } from "../yaml/limits.ts";
import type { SourceText } from "../yaml/sourceText.ts";
import type { Mapping, Value } from "../yaml/value.ts";
import { contextOf, parsed, type Session, type Setting } from "./session.ts";

/** The documents of a file with variables filled in, each in canonical form. */
export function documentsOf(session: Session, text: SourceText, setting: Setting): Mapping[] {
  const context = contextOf(session, setting);
  return filledIn(session, text, setting).flatMap(document => {
    const read = composeFile.read(document, root, context);
    return read.kind === "mapping" ? [read] : [];
  });
}

/** The documents of a file with variables filled in, as they are written. */
export function filledIn(session: Session, text: SourceText, { lookup }: Setting): Value[] {
  session.budget.text -= Math.min(text.text.length, limits.text);
  if (session.budget.text < 0) {
    session.problems.add({ in: text, offset: 0 }, "With this file the project is over 8 MiB. Include fewer.");
    return [];
  }
  const { problems, remarks, templates } = session;
  return parsed(session, text).map(document => interpolate(document, lookup, problems, remarks, templates));
}
