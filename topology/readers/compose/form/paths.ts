import { isAbsolute, join, normalize } from "node:path/posix";
import { blank } from "../variables/substitute.ts";
import type { FormContext } from "./form.ts";

/**
 * A path of the host as seen from the project's folder: `./conf` is inside of it, `../conf` beside it, `/etc` itself,
 * and `~/conf` in the home of whoever deploys it. So it is the same wherever the project lies, and for everybody.
 */
export function resolved(path: string, { folder }: Pick<FormContext, "folder">): string {
  if (path === "" || path.startsWith(blank) || isElsewhere(path)) return path;
  if (path.startsWith("~")) return withoutSlash(join("~", path.slice(1)));
  if (isAbsolute(path)) return withoutSlash(normalize(path));
  const relative = withoutSlash(join(folder, path));
  return isAbsolute(relative) || relative === ".." || relative.startsWith("../")
    ? relative
    : `./${relative}`.replace(/^\.\/\.$/, ".");
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

/** A path of Windows, or the address of something that is not on this machine. */
export function isElsewhere(path: string): boolean {
  return /^(?:\\\\|[A-Za-z]:|[a-z][a-z0-9+.-]*:\/\/|git@)/.test(path);
}
