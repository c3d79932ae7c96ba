import { dirname } from "node:path/posix";
import { isElsewhere } from "../form/paths.ts";
import { parseDotenv } from "../variables/dotenv.ts";
import type { Lookup } from "../variables/substitute.ts";
import type { Place } from "../yaml/sourceText.ts";
import { type Entry, field, items, type Mapping, mapping, type Value } from "../yaml/value.ts";
import { same } from "./same.ts";
import { locationOf, type Session, type Setting, textOf } from "./session.ts";

/** Loads files into one document; {@link loadFiles}, which includes files in its turn. */
export type LoadFiles = (
  session: Session,
  files: readonly string[],
  setting: Setting,
  including: readonly string[],
) => Mapping | undefined;

const parts = ["services", "networks", "volumes", "secrets", "configs", "models"];

/**
 * Puts what a document includes into it: each inclusion is loaded as a project of its own, with its own folder and
 * variables, and must not say otherwise than the document itself.
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
    if (included !== undefined) takeIn(session, included, whole, wish.place);
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
  if (main === undefined) return complain("This includes nothing. Give it a path.");
  const remote = paths.find(isElsewhere);
  if (remote !== undefined) return complain(`${remote} is not on this machine. Include a copy of it.`);
  const files = paths.map(path => locationOf(session, path));
  const again = files.find(file => including.includes(file));
  if (again !== undefined) return complain(`${again} includes itself in the end. Take one inclusion out.`);
  const [folder = dirname(main)] = texts(field(wish, "project_directory"));
  const lookup = variablesFor(session, wish, folder, setting.lookup);
  return loadFiles(session, files, { folder, lookup }, including);
}

/** The including project's variables, and behind them those of the inclusion's own files. */
function variablesFor(session: Session, wish: Value, folder: string, outer: Lookup): Lookup {
  const named = texts(field(wish, "env_file"));
  const files = named.length > 0 ? named : [`${folder}/.env`];
  let lookup = outer;
  for (const path of files) {
    const text = textOf(session, locationOf(session, path));
    if (text === undefined) {
      if (named.length > 0)
        session.problems.add(wish.place, `The file ${path} is not there. Correct the path.`);
      continue;
    }
    const found = parseDotenv(text.text, lookup);
    if ("message" in found) {
      session.problems.add({ in: text, offset: found.offset }, found.message);
      continue;
    }
    for (const [name, offset] of found.offsets)
      if (lookup(name) === undefined) session.variablePlaces.set(name, { in: text, offset });
    const nearer = lookup;
    lookup = name => nearer(name) ?? found.variables.get(name);
  }
  return lookup;
}

/** Adds what is not there yet; what is there must be the same. */
function takeIn(session: Session, included: Mapping, whole: Map<string, Entry>, place: Place): void {
  for (const part of parts) {
    const more = included.entries.get(part);
    if (more?.value.kind !== "mapping") continue;
    const here = whole.get(part);
    const all = new Map(here?.value.kind === "mapping" ? here.value.entries : []);
    for (const [name, entry] of more.value.entries) {
      const own = all.get(name);
      if (own !== undefined && !same(own.value, entry.value)) {
        const message = `${part}.${name} is another one in the file that includes it. Name one of them otherwise.`;
        session.problems.add(entry.key, message);
      }
      all.set(name, own ?? entry);
    }
    whole.set(part, { key: here?.key ?? place, value: mapping(all, here?.value.place ?? more.value.place) });
  }
}

function texts(value: Value | undefined): string[] {
  const found = value?.kind === "list" ? value.items : value === undefined ? [] : [value];
  return found.flatMap(one => (one.kind === "scalar" && typeof one.value === "string" ? [one.value] : []));
}
