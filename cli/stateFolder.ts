import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Where a stack is looked for. */
export interface Place {
  /** The backend's URL; undefined where the user's own login decides. */
  readonly backend: string | undefined;
  /** The project's folder and name. */
  readonly project: { readonly folder: string; readonly name: string };
  /** The stack's name. */
  readonly name: string;
}

/**
 * The folder `.pulumi` of a backend that is a folder itself; undefined for every other.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/state-and-backends/#local-filesystem
 */
export function stateFolder({ backend, project }: Omit<Place, "name">): string | undefined {
  if (!backend?.startsWith("file://")) return undefined;
  const url = backend.replace(/\?.*$/, "");
  if (url.startsWith("file:///")) return join(fileURLToPath(url), ".pulumi");
  // Pulumi reads `file://./x` from the project's folder and `file://~` from home.
  const path = url.slice("file://".length);
  const folder = path.startsWith("~")
    ? join(process.env["HOME"] ?? "", path.slice(1))
    : resolve(project.folder, path);
  return join(folder, ".pulumi");
}

/**
 * The file that holds a stack's state, where it is one that can be read as it is; undefined where there is none such,
 * which says nothing about whether there is a stack: it may be compressed, older than projects are known to, or elsewhere.
 */
export function stateFile(place: Place): string | undefined {
  const folder = stateFolder(place);
  if (folder === undefined) return undefined;
  const file = join(folder, "stacks", place.project.name, `${place.name}.json`);
  return existsSync(file) ? file : undefined;
}
