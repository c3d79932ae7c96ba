import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { parse } from "yaml";
import { CliFailure } from "./failure.ts";

/** A Pulumi project on disk. */
export interface Project {
  readonly folder: string;
  readonly name: string;
  /** The folder its program is in: `main` of Pulumi.yaml, or the project's own. */
  readonly programFolder: string;
  /** Config keys that are secret and have no default: a stack cannot do without them. */
  readonly requiredSecrets: readonly string[];
  /** The backend its Pulumi.yaml names. */
  readonly backend: string | undefined;
}

interface ProjectFile {
  readonly name?: unknown;
  readonly main?: string;
  readonly backend?: { readonly url?: string };
  readonly config?: Readonly<
    Record<string, { readonly secret?: boolean; readonly default?: unknown } | null>
  >;
}

/** Finds the project of a folder: its own Pulumi.yaml, or the nearest above. */
export function findProject(start: string): Project {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    for (const name of ["Pulumi.yaml", "Pulumi.yml"]) {
      const file = join(folder, name);
      if (existsSync(file)) return readProject(folder, file);
    }
    if (dirname(folder) === folder) break;
  }
  throw new CliFailure(
    `There is no Pulumi.yaml in ${resolve(start)} or above it.`,
    hasComposeFile(start)
      ? "Name the compose file that is here, as in `bulkhead check .`, or give a Pulumi project with --cwd."
      : "Run this in a Pulumi project, or give one with --cwd.",
  );
}

function hasComposeFile(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some(name => /^(docker-)?compose\.ya?ml$/.test(name));
}

function readProject(folder: string, file: string): Project {
  let content: ProjectFile | null;
  try {
    content = parse(readFileSync(file, "utf8")) as ProjectFile | null;
  } catch (error) {
    const [first = ""] = (error as Error).message.split("\n");
    throw new CliFailure(`${file} is not YAML: ${first.replace(/[.:]$/, "")}.`, "Correct it.");
  }
  if (typeof content?.name !== "string") {
    throw new CliFailure(`${file} does not name a project.`, "Give it `name: ...` and `runtime: nodejs`.");
  }
  const config = Object.entries(content.config ?? {});
  return {
    folder,
    name: content.name,
    programFolder: programFolder(folder, content.main),
    backend: content.backend?.url,
    requiredSecrets: config.flatMap(([key, schema]) =>
      schema?.secret === true && schema.default === undefined ? [key] : [],
    ),
  };
}

/** `main` is a folder or the file to run. */
function programFolder(folder: string, main: string | undefined): string {
  const path = resolve(folder, main ?? ".");
  return extname(path) === "" ? path : dirname(path);
}

/** The keys that the stack's own file of config has, as `project:key`; none where there is no such file. */
export function configuredKeys({ folder }: Project, stack: string): ReadonlySet<string> {
  const file = join(folder, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) return new Set();
  try {
    const content = parse(readFileSync(file, "utf8"), { logLevel: "silent" }) as { config?: object } | null;
    return new Set(Object.keys(content?.config ?? {}));
  } catch {
    // What is wrong with it Pulumi says better.
    return new Set();
  }
}
