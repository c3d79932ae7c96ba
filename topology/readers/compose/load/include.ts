import { dirname } from "node:path/posix";
import { composeFile } from "../form/file.ts";
import { merged } from "../form/form.ts";
import { isElsewhere } from "../form/paths.ts";
import type { Lookup } from "../variables/substitute.ts";
import { same } from "../yaml/same.ts";
import type { Place } from "../yaml/sourceText.ts";
import { type Entry, field, items, type Mapping, mapping, type Value } from "../yaml/value.ts";
import { locationOf, type Session, type Setting, textOf } from "./session.ts";
import { behind } from "./variables.ts";

/** Loads files into one document; {@link loadFiles}, which includes files in its turn. */
export type LoadFiles = (
  session: Session,
  files: readonly string[],
  setting: Setting,
  including: readonly string[],
) => Mapping | undefined;

const parts = ["services", "jobs", "networks", "volumes", "secrets", "configs", "models"];

/**
 * Puts what a document includes into it: each inclusion is loaded as a project of its own, with its own folder and
 * variables, and the document may add to what it includes.
 *
 * @param including the files that led here, with the document's own.
 */
export function withInclusions(
  session: Session,
  document: Mapping,
  setting: Setting,
  including: readonly string[],
  loadFiles: LoadFiles,
): Mapping {
  const wishes = items(field(document, "include"));
  if (wishes.length === 0) return document;
  const whole = new Map(document.entries);
  whole.delete("include");
  for (const wish of wishes) {
    const included = includedBy(session, wish, setting, including, loadFiles);
    if (included !== undefined) takeIn(included, whole, wish.place);
  }
  return mapping(whole, document.place);
}

function includedBy(
  session: Session,
  wish: Value,
  setting: Setting,
  including: readonly string[],
  loadFiles: LoadFiles,
): Mapping | undefined {
  const paths = texts(field(wish, "path"));
  const [main] = paths;
  const complain = (message: string): undefined => void session.problems.add(wish.place, message);
  if (main === undefined) return undefined;
  const remote = paths.find(isElsewhere);
  if (remote !== undefined) return complain(`${remote} is not on this machine. Include a copy of it.`);
  const given = paths.map(path => locationOf(session, path));
  const files = given.filter(file => textOf(session, file) !== undefined);
  for (const file of given.filter(one => !files.includes(one)))
    complain(`The file ${file} is not there, or cannot be read. Correct the path.`);
  const again = files.find(file => including.includes(file));
  if (again !== undefined) return complain(`${again} includes itself in the end. Take one inclusion out.`);
  const [folder = dirname(main)] = texts(field(wish, "project_directory"));
  const lookup = variablesFor(session, wish, folder, setting.lookup);
  const { isTorn } = session;
  const found = loadFiles(session, files, { folder, lookup }, including);
  // What is included and cannot be read is told, and the rest of the project stays what it is.
  session.isTorn = isTorn;
  return found;
}

/** The including project's variables, and behind them those of the inclusion's own files. */
function variablesFor(session: Session, wish: Value, folder: string, outer: Lookup): Lookup {
  const named = texts(field(wish, "env_file")).filter(path => path !== "/dev/null");
  const files = field(wish, "env_file") === undefined ? [`${folder}/.env`] : named;
  let lookup = outer;
  for (const path of files) {
    const text = textOf(session, locationOf(session, path));
    if (text !== undefined) lookup = behind(outer, lookup, text, session);
    else if (named.length > 0) {
      session.problems.add(wish.place, `The file ${path} is not there. Correct the path.`);
    }
  }
  return lookup;
}

/** Adds what is not there yet; of what is there, the document's own goes before what it includes. */
function takeIn(included: Mapping, whole: Map<string, Entry>, place: Place): void {
  for (const part of parts) {
    const more = included.entries.get(part);
    if (more?.value.kind !== "mapping") continue;
    const here = whole.get(part);
    const all = new Map(here?.value.kind === "mapping" ? here.value.entries : []);
    for (const [name, entry] of more.value.entries) {
      const own = all.get(name);
      if (own === undefined) all.set(name, entry);
      else if (!same(own.value, entry.value)) all.set(name, mergedEntry(part, name, entry, own));
    }
    whole.set(part, { key: here?.key ?? place, value: mapping(all, here?.value.place ?? more.value.place) });
  }
}

/** What is included, with what the including document adds to it. */
function mergedEntry(part: string, name: string, included: Entry, own: Entry): Entry {
  const document = (entry: Entry): Mapping =>
    mapping([[part, { key: entry.key, value: mapping([[name, entry]], entry.key) }]], entry.key);
  const both = merged(composeFile, document(included), document(own));
  const found = both.kind === "mapping" ? both.entries.get(part)?.value : undefined;
  return (found?.kind === "mapping" ? found.entries.get(name) : undefined) ?? own;
}

function texts(value: Value | undefined): string[] {
  const found = value?.kind === "list" ? value.items : value === undefined ? [] : [value];
  return found.flatMap(one => (one.kind === "scalar" && typeof one.value === "string" ? [one.value] : []));
}
