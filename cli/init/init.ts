import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { CliFailure } from "../failure.ts";
import { releaseOf } from "../release.ts";

/** What a new project is to be. */
export interface NewProject {
  /** Where it is made; it may be there already. */
  readonly folder: string;
  /** @default the folder's name */
  readonly name: string | undefined;
}

/** npm would take a `.gitignore` for its own in the published package, so that there it has this name. */
const publishedIgnore = "gitignore";

/** Beside the sources, or beside the compiled command in the package. */
function templateFolder(): string {
  const places = ["../../templates/typescript", "../../../templates/typescript"];
  const [found] = places.map(place => join(import.meta.dirname, place)).filter(place => existsSync(place));
  if (found === undefined) throw new Error("the template is not where it should be");
  return found;
}

/**
 * Makes a project that runs as it is: a stack of three services, their rules, and a workflow for pull requests.
 *
 * @returns the paths of the files it made, within the folder.
 * @throws CliFailure where a file is there already; then nothing is made.
 */
export function makeProject({ folder, name }: NewProject): string[] {
  const target = resolve(folder);
  const project = projectName(name ?? basename(target));
  const template = templateFolder();
  const files = readdirSync(template, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name: file }) => ({
      from: join(parentPath, file),
      to: join(relative(template, parentPath), file === publishedIgnore ? ".gitignore" : file),
    }))
    .sort((left, right) => (left.to < right.to ? -1 : 1));
  const present = files.filter(({ to }) => existsSync(join(target, to)));
  if (present.length > 0) {
    const names = new Intl.ListFormat("en-GB").format(present.map(({ to }) => to));
    throw new CliFailure(`In ${target} there is already ${names}.`, "Name a folder that has none of these.");
  }
  for (const { from, to } of files) {
    mkdirSync(dirname(join(target, to)), { recursive: true });
    writeFileSync(join(target, to), filled(readFileSync(from, "utf8"), project));
  }
  return files.map(({ to }) => to);
}

/** The placeholders are those of `pulumi new`, which takes the same template. */
function filled(text: string, project: string): string {
  return text
    .replaceAll(/\$\{PROJECT\}/g, project)
    .replaceAll(/\$\{DESCRIPTION\}/g, "Services on Docker, each of which reaches only what it declares")
    .replace(/^template:\n(?: .*\n)+/m, "")
    .replace(/("pulumi-bulkhead": ")[^"]+/, `$1^${releaseOf()}`);
}

/** What Pulumi and npm both take for a name, and the engine for the beginning of one. */
function projectName(name: string): string {
  if (/^[a-z][a-z0-9-]{0,40}$/.test(name)) return name;
  throw new CliFailure(
    `"${name}" cannot be a project's name.`,
    "Give one of small letters, digits and dashes with --name, e.g. --name shop.",
  );
}
