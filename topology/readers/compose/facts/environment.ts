import type { EnvironmentEntry } from "../../../model/workload.ts";
import { hasBlank } from "../form/scalars.ts";
import { locationOf, type Session, textOf } from "../load/session.ts";
import { parseDotenv } from "../variables/dotenv.ts";
import type { Lookup } from "../variables/substitute.ts";
import { type Place, sourceOf } from "../yaml/sourceText.ts";
import { entries, field, isNull, items, type Value } from "../yaml/value.ts";
import type { Positions } from "./positions.ts";
import { flag, plainText, written } from "./scalars.ts";

/** A variable, and where it is given. */
interface Given {
  readonly value?: string;
  readonly place: Place;
  readonly template?: string;
  /** Whether a file of variables gives it. */
  readonly isOfFile?: boolean;
}

/** A service's variables, those of its files among them, and why there may be more. */
export interface Environment {
  readonly entries: readonly EnvironmentEntry[];
  readonly unknown: string | undefined;
}

/**
 * What a service finds in its environment. A variable that nobody sets here has no value: it may be set at deployment.
 *
 * @param lookup the project's variables, which fill in those of the files.
 */
export function environmentOf(
  session: Session,
  service: Value,
  lookup: Lookup,
  positions: Positions,
  id: string,
): Environment {
  const own = new Map(
    entries(field(service, "environment")).map(({ name, value, key }) => [
      name,
      ownOf(session, name, value, key, lookup),
    ]),
  );
  const given = new Map<string, Given>();
  let unknown: string | undefined;
  for (const file of items(field(service, "env_file"))) {
    const first: Lookup = name => lookup(name) ?? own.get(name)?.value;
    unknown = takeFile(session, file, first, given) ?? unknown;
  }
  for (const [name, one] of own) given.set(name, one);
  const all = [...given].map(([name, { value, place, template, isOfFile }], index): EnvironmentEntry => {
    positions.set(["workloads", id, "environment", index], place);
    return {
      name,
      secret: false,
      ...(value === undefined ? {} : { value }),
      ...(template === undefined ? {} : { template }),
      ...(isOfFile ? { file: sourceOf(place) } : {}),
    };
  });
  return { entries: all, unknown };
}

/** A variable that the compose file itself gives; a name alone takes its value from the project's variables. */
function ownOf(session: Session, name: string, value: Value, key: Place, lookup: Lookup): Given {
  const found = isNull(value) ? lookup(name) : written(value);
  const template = isNull(value) ? `\${${name}}` : templateOf(session, value, key);
  return {
    place: key,
    ...(found === undefined || hasBlank(found) ? {} : { value: found }),
    ...(template === undefined ? {} : { template }),
  };
}

/** What a value says before variables are filled in; a list's `name=value` stands at one place. */
export function templateOf(session: Session, value: Value, key?: Place): string | undefined {
  const template = session.templates.get(value.place);
  return template !== undefined && key === value.place ? template.slice(template.indexOf("=") + 1) : template;
}

/** Adds the variables of a file; says why they are not known where it is not there. */
function takeFile(
  session: Session,
  file: Value,
  lookup: Lookup,
  given: Map<string, Given>,
): string | undefined {
  const path = plainText(file, "path");
  if (path === undefined) return "a file of variables hangs on a variable that is not set";
  const text = textOf(session, locationOf(session, path));
  if (text === undefined) {
    if (flag(file, "required") === false) return undefined;
    session.remarks.add(
      file.place,
      `The file ${path} is not there, so its variables are not known. Put it there.`,
    );
    return `the file ${path} is not there`;
  }
  session.budget.text -= text.text.length;
  if (session.budget.text < 0) return "there are too many files of variables";
  if (plainText(file, "format") === "raw") {
    let offset = 0;
    for (const line of text.text.split("\n")) {
      const [name = "", ...value] = line.split("=");
      if (name !== "" && !name.startsWith("#"))
        given.set(name, { value: value.join("="), place: { in: text, offset }, isOfFile: true });
      offset += line.length + 1;
    }
    return undefined;
  }
  const found = parseDotenv(text.text, name => lookup(name) ?? given.get(name)?.value);
  if ("message" in found) {
    session.problems.add({ in: text, offset: found.offset }, found.message);
    return undefined;
  }
  for (const [name, value] of found.variables) {
    const place = { in: text, offset: found.offsets.get(name) ?? 0 };
    given.set(name, { value, place, isOfFile: true });
  }
  return undefined;
}
