import { holdsRuntimeSocket, isRootEquivalent, plainPath } from "../topology/index.ts";

/** What lies there is not for others to read, beside what makes one root: credentials, devices, logs, other users' files. */
const privateFolders: ReadonlySet<string> = new Set(["/dev", "/home", "/run/secrets", "/var/log"]);
const privateFiles =
  /\/(\.(ssh|aws|kube|gnupg|docker|azure|netrc|pgpass|git-credentials)|\.config\/gcloud)(\/|$)/;

/** Whether a path of the host is a runtime's socket itself, and no folder that holds more. */
export function isRuntimeSocket(path: string): boolean {
  return holdsRuntimeSocket(path) && !isRootEquivalent(path) && /\.(sock|ttrpc)$/.test(plainPath(path));
}

/** Whether a path of the host holds what no container should read. */
export function isSensitive(path: string): boolean {
  const place = plainPath(path);
  return (
    isRootEquivalent(place) || privateFolders.has(place) || (!isOfProject(place) && privateFiles.test(place))
  );
}

/** Whether it came with a compose project: a `.docker` in there is nobody's home. */
function isOfProject(path: string): boolean {
  return path.startsWith(".");
}
