import { join } from "node:path/posix";
import type { FormContext } from "../form/form.ts";
import { Remarks } from "../problem.ts";
import type { Lookup } from "../variables/substitute.ts";
import { limits } from "../yaml/limits.ts";
import { parse } from "../yaml/parse.ts";
import { type Place, SourceText } from "../yaml/sourceText.ts";
import type { Value } from "../yaml/value.ts";

/** Gives a file's contents; undefined where there is none. */
export type ReadFile = (path: string) => string | Uint8Array | undefined;

/** One reading of a project: what all of its files have in common. */
export interface Session {
  readonly readFile: ReadFile;
  /** The project's folder, as files are read from it. */
  readonly directory: string;
  readonly problems: Remarks;
  /** What is worth knowing, and stops nothing. */
  readonly remarks: Remarks;
  /** Files that were read, by path; what is included a thousand times is read once. */
  readonly texts: Map<string, SourceText | undefined>;
  /** Their documents, before variables are filled in. */
  readonly parsed: Map<SourceText, readonly Value[]>;
  /** What texts said before variables were filled in, by the places of those that name any. */
  readonly templates: WeakMap<Place, string>;
  /** Where files set the project's variables. */
  readonly variablePlaces: Map<string, Place>;
  /** How much may still be read. */
  readonly budget: Budget;
  /** Whether one of the project's own files could not be read at all, so that nobody knows what the others come to. */
  isTorn: boolean;
}

/** What is left of the limits; each is taken from as it is used. */
export interface Budget {
  text: number;
  ports: number;
  mounts: number;
}

/** Whether more was asked for than a limit allows: nobody can tell what it would all have come to. */
export function isSpent(budget: Budget): boolean {
  return budget.text < 0 || budget.ports < 0 || budget.mounts < 0;
}

/** What a file is read with: the folder its paths are relative to, and its variables. */
export interface Setting {
  /** As seen from the project's folder. */
  readonly folder: string;
  readonly lookup: Lookup;
}

export function newSession(readFile: ReadFile, directory: string): Session {
  return {
    readFile,
    directory,
    problems: new Remarks(),
    remarks: new Remarks(),
    texts: new Map(),
    parsed: new Map(),
    templates: new WeakMap(),
    variablePlaces: new Map(),
    budget: { text: limits.allText, ports: limits.ports, mounts: limits.mounts },
    isTorn: false,
  };
}

/** Reads a file; undefined where there is none. */
export function textOf(session: Session, path: string): SourceText | undefined {
  if (!session.texts.has(path)) {
    const contents = session.readFile(path);
    const text = typeof contents === "object" ? new TextDecoder().decode(contents) : contents;
    session.texts.set(path, text === undefined ? undefined : new SourceText(path, text));
  }
  return session.texts.get(path);
}

/** The documents of a file, as they are written. */
export function parsed(session: Session, text: SourceText): readonly Value[] {
  const before = session.problems.count;
  const documents = session.parsed.get(text) ?? parse(text, session.problems);
  session.parsed.set(text, documents);
  if (documents.length === 0 && session.problems.count > before) session.isTorn = true;
  return documents;
}

/** Where a path that is seen from the project's folder is read from. */
export function locationOf({ directory }: Session, path: string): string {
  return path.startsWith("/") ? path : join(directory, path);
}

export function contextOf({ problems, budget }: Session, { folder }: Setting): FormContext {
  return { problems, folder, budget };
}
