import { basename, dirname } from "node:path/posix";
import type { Source } from "../../model/labels.ts";
import type { Topology } from "../../model/topology.ts";
import type { Described } from "./facts/described.ts";
import { detailsOf, type ServiceDetails } from "./facts/details.ts";
import { Positions, type TopologyPath } from "./facts/positions.ts";
import { topologyOf } from "./facts/topology.ts";
import { loadFiles } from "./load/files.ts";
import { profilesIn } from "./load/profiles.ts";
import { projectName } from "./load/projectName.ts";
import { runningServices } from "./load/services.ts";
import { isSpent, newSession, parsed, type ReadFile, type Session, textOf } from "./load/session.ts";
import { projectVariables } from "./load/variables.ts";
import type { Remark } from "./problem.ts";
import type { Lookup } from "./variables/substitute.ts";
import { entries } from "./yaml/value.ts";

/** What a project is read from. */
export interface ComposeOptions {
  /** Paths of the files, each merged over those before it, as `docker compose -f A -f B` does. */
  readonly files: readonly string[];
  /** Gives the contents of these files and of those they name. */
  readonly readFile: ReadFile;
  /** Variables of whoever reads; they go before those of .env files. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Files of variables in place of the .env beside the first file. */
  readonly envFiles?: readonly string[];
  /** The folder in which the files were looked for, whose .env is read before the one beside them. @default none */
  readonly folder?: string;
  /** Profiles whose services are to be there too; `*` is all of them. @default COMPOSE_PROFILES */
  readonly profiles?: readonly string[];
  /** What the project is called when neither its files nor COMPOSE_PROJECT_NAME say so. @default the folder's name */
  readonly defaultName?: string;
  /** What networks are that the files call external, by the names that the engine has for them. @default none is known */
  readonly external?: Described;
}

/** What a compose project says. */
export interface ComposeReading {
  /** Undefined where there are problems: what half a project reaches is not known. */
  readonly topology: Topology | undefined;
  /**
   * Where there are problems: what could be read beside them, without the services in which something is wrong. It can
   * be judged, but what reaches what cannot be told from it. Undefined where one of the files could not be read at all,
   * but for those that are included.
   */
  readonly readable: Topology | undefined;
  /** What it says of each service beside that; none where there are problems. */
  readonly services: readonly ServiceDetails[];
  /** Why it cannot be read, all of it, each at its place. */
  readonly problems: readonly Remark[];
  /** What has to be known about the reading: variables that are not set, files that are not there. */
  readonly remarks: readonly Remark[];
  /** What the project is called. */
  readonly projectName: () => string;
  /** What whoever reads it has for a variable, of the surroundings or a `.env` file; undefined where it is not set. */
  readonly variable: (name: string) => string | undefined;
  /** Where an element of the topology stands, or the nearest that it is a part of. */
  readonly locate: (path: TopologyPath) => Required<Source> | undefined;
}

/**
 * Reads a compose project into a topology, as Docker Compose understands it: variables, anchors, merged files,
 * `include`, `extends`, profiles, short and long forms.
 *
 * What hangs on a variable that nobody set is unknown; Compose would take an empty text.
 *
 * @example readCompose({ files: ["compose.yaml"], readFile: path => readFileSync(path), environment: process.env })
 * @see https://github.com/compose-spec/compose-spec
 */
export function readCompose(options: ComposeOptions): ComposeReading {
  const [first = "compose.yaml"] = options.files;
  const directory = dirname(first);
  const session = newSession(options.readFile, directory);
  const positions = new Positions();
  const variables = projectVariables(session, options);
  const name = projectName(session, options.files, variables, options.defaultName ?? basename(directory));
  const lookup: Lookup = variable => (variable === "COMPOSE_PROJECT_NAME" ? name() : variables(variable));
  const document = loadFiles(session, options.files, { folder: ".", lookup });
  if ((document === undefined || saysNothing(session, options.files)) && session.problems.none) {
    const text = textOf(session, first);
    const place = text === undefined ? first : { in: text, offset: 0 };
    session.problems.add(place, "This file is empty. Give a compose file, with services in it.");
  }
  let found: Topology | undefined;
  let details: readonly ServiceDetails[] = [];
  if (document !== undefined) {
    const whole = document;
    const profiles = options.profiles ?? profilesIn(lookup("COMPOSE_PROFILES"));
    const services = runningServices(document, profiles, first, session);
    const around = { session, lookup, positions, external: options.external ?? {} };
    details = services.map(service => detailsOf(service, whole, session));
    found = topologyOf(options.files.join(" + "), name(), document, services, around);
  }
  return {
    topology: session.problems.none ? found : undefined,
    readable: session.problems.none || session.isTorn || isSpent(session.budget) ? undefined : found,
    services: session.problems.none ? details : [],
    problems: session.problems.list(),
    remarks: session.remarks.list(),
    projectName: name,
    variable: lookup,
    locate: path => positions.find(path),
  };
}

/** Whether there is nothing in any of the files, but perhaps a version, which counts for nothing. */
function saysNothing(session: Session, files: readonly string[]): boolean {
  const documents = files.flatMap(file => {
    const text = textOf(session, file);
    return text === undefined ? [] : parsed(session, text);
  });
  return documents.every(one => entries(one).every(({ name }) => name === "version"));
}
