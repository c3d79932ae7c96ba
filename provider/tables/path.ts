import type { Plain } from "../protocol/values.ts";

/** Says of a path in a container that it is not absolute, or nothing; an empty one is none. */
export function containerPathComplaint(path: Plain): string | undefined {
  return typeof path !== "string" || path === "" || isAbsolute(path)
    ? undefined
    : `"${path}" must be an absolute path in the container; write ${JSON.stringify(`/${path.replace(/^\.?\/+/, "")}`)}`;
}

/** True for an absolute path of Linux, or of Windows containers. */
export function isAbsolute(path: string): boolean {
  return /^(\/|[a-zA-Z]:\\)/.test(path);
}
