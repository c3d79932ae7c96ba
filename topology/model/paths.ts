/**
 * A path of a host as it is compared: without `.`, `..`, doubled or trailing slashes, and with `/var/run` for what it
 * links to, `/run`. What begins with `.` or `~` is left as it is: it is seen from a compose project's folder or from
 * somebody's home, and nobody knows here where those will lie.
 */
export function plainPath(path: string): string {
  if (/^[.~]/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const plain = `/${parts.join("/")}`;
  return isWithin(plain, "/var/run") ? plain.slice("/var".length) : plain;
}

/** Whether a plain path is a folder's or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}

/** A plain path's folder, and that one's, up to the root. */
export function foldersOf(path: string): string[] {
  const root = path.startsWith("/") ? "/" : "";
  const parts = path.split("/").filter(part => part !== "");
  return parts.map((_, index) => `${root}${parts.slice(0, index).join("/")}` || "/").reverse();
}
