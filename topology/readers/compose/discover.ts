import { join } from "node:path/posix";
import { newSession, type ReadFile, textOf } from "./load/session.ts";
import { projectVariables, type VariableSources } from "./load/variables.ts";

/** The files of a project, as Compose finds them in a folder. */
export interface Discovery {
  readonly files: readonly string[];
  /** What has to be known about the choice. */
  readonly remarks: readonly string[];
}

/** As Compose looks for them, the preferred first. */
export const fileNames = [
  "compose.yaml",
  "compose.yml",
  "docker-compose.yml",
  "docker-compose.yaml",
] as const;
const overrideNames = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

/**
 * Finds the files of a project: those that COMPOSE_FILE names, in the surroundings or in the folder's .env; else the
 * folder's own, with the override beside it.
 *
 * @param readFile undefined where there is no file.
 * @returns undefined where there is none.
 */
export function discover(
  folder: string,
  readFile: ReadFile,
  sources: VariableSources,
): Discovery | undefined {
  const lookup = projectVariables(newSession(readFile, folder), sources);
  const named = lookup("COMPOSE_FILE");
  if (named) {
    const separator = lookup("COMPOSE_PATH_SEPARATOR") || ":";
    const files = named.split(separator).map(file => (file.startsWith("/") ? file : join(folder, file)));
    return { files, remarks: [] };
  }
  const session = newSession(readFile, folder);
  const found = (names: readonly string[]): string[] =>
    names.map(name => join(folder, name)).filter(file => textOf(session, file) !== undefined);
  const [files, overrides] = [found(fileNames), found(overrideNames)];
  const [file] = files;
  if (file === undefined) return undefined;
  return {
    files: [file, ...overrides.slice(0, 1)],
    remarks: [files, overrides].filter(some => some.length > 1).map(choice),
  };
}

function choice([taken = "", ...others]: readonly string[]): string {
  const which = others.join(" and ");
  return `${which} ${others.length === 1 ? "is" : "are"} passed over for ${taken}, as Compose does. Remove one, or name the file.`;
}
