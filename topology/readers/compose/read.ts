import { basename, dirname } from "node:path/posix";
import type { Source } from "../../model/labels.ts";
import type { Topology } from "../../model/topology.ts";
import { Positions, type TopologyPath } from "./facts/positions.ts";
import { topologyOf } from "./facts/topology.ts";
import { composeFile } from "./form/file.ts";
import { root } from "./form/path.ts";
import { checkCircles } from "./load/circles.ts";
import { checkConsistency, type NamedService } from "./load/consistency.ts";
import { loadFiles } from "./load/files.ts";
import { isActive } from "./load/profiles.ts";
import { projectName } from "./load/projectName.ts";
import { newSession, type ReadFile, textOf } from "./load/session.ts";
import { projectVariables } from "./load/variables.ts";
import type { Remark, Remarks } from "./problem.ts";
import type { Lookup } from "./variables/substitute.ts";
import { limits } from "./yaml/limits.ts";
import { entries, field } from "./yaml/value.ts";

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
  /** Profiles whose services are to be there too; `*` is all of them. @default COMPOSE_PROFILES */
  readonly profiles?: readonly string[];
  /** What the project is called when neither its files nor COMPOSE_PROJECT_NAME say so. @default the folder's name */
  readonly defaultName?: string;
}

/** What a compose project says. */
export interface ComposeReading {
  /** Undefined where there are problems: what half a project reaches is not known. */
  readonly topology: Topology | undefined;
  /** Why it cannot be read, all of it, each at its place. */
  readonly problems: readonly Remark[];
  /** What has to be known about the reading: variables that are not set, files that are not there. */
  readonly remarks: readonly Remark[];
  /** Where an element of the topology stands, or the nearest that it is a part of. */
  readonly locate: (path: TopologyPath) => Required<Source> | undefined;
}

/**
 * Reads a compose project into a topology, as Docker Compose understands it: variables, anchors, merged files,
 * `extends`, `include`, profiles, short and long forms.
 *
 * What hangs on a variable that nobody set is unknown; Compose would take an empty text.
 *
 * @example readCompose({ files: ["compose.yaml"], readFile: path => readFileSync(path), environment: process.env })
 * @see https://github.com/compose-spec/compose-spec
 */
export function readCompose(options: ComposeOptions): ComposeReading {
  const [first = "compose.yaml"] = options.files;
  const directory = dirname(first);
  const session = newSession(options.readFile, directory, options.environment["HOME"]);
  const positions = new Positions();
  const variables = projectVariables(session, options);
  const name = projectName(session, options.files, variables, options.defaultName ?? basename(directory));
  const lookup: Lookup = variable => (variable === "COMPOSE_PROJECT_NAME" ? name() : variables(variable));
  const loaded = loadFiles(session, options.files, { folder: ".", lookup });
  if (loaded === undefined && session.problems.none) {
    const text = textOf(session, first);
    const place = text === undefined ? first : { in: text, offset: 0 };
    session.problems.add(place, "This file is empty. Give a compose file, with services in it.");
  }
  const document = loaded && composeFile.settle(loaded, root, session.problems);
  let topology: Topology | undefined;
  if (document?.kind === "mapping") {
    const profiles = options.profiles ?? (lookup("COMPOSE_PROFILES") ?? "").split(",");
    const all = entries(field(document, "services"));
    const tooMany = all[limits.services];
    if (tooMany !== undefined)
      session.problems.add(tooMany.key, `These are over ${limits.services} services. Split them.`);
    const services = all.filter(({ value }) => isActive(value, profiles));
    const inactive = all.filter(service => !services.includes(service)).map(service => service.name);
    checkConsistency(document, services, new Set(inactive), session.problems);
    checkCircles(services, session.problems);
    noteInactive(inactive, first, session.remarks);
    if (session.problems.none) {
      const running = services.filter(({ value }: NamedService) => field(value, "provider") === undefined);
      topology = topologyOf(options.files.join(" + "), name(), document, running, session, lookup, positions);
    }
  }
  return {
    topology: session.problems.none ? topology : undefined,
    problems: session.problems.list(),
    remarks: session.remarks.list(),
    locate: path => positions.find(path),
  };
}

function noteInactive(names: readonly string[], file: string, remarks: Remarks): void {
  if (names.length === 0) return;
  const which = `${names.join(", ")} ${names.length === 1 ? "is" : "are"} in no active profile, and left out`;
  remarks.add(
    file,
    `${which}. Activate profiles with COMPOSE_PROFILES, all of them with COMPOSE_PROFILES="*".`,
  );
}
