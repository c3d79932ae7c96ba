/** Sockets of container runtimes: whoever may write to one starts what he likes on the host, as root. */
const runtimeSockets = [
  "/run/docker.sock",
  "/run/podman/podman.sock",
  "/run/containerd/containerd.sock",
  "/run/crio/crio.sock",
  "/run/cri-dockerd.sock",
  "/run/buildkit/buildkitd.sock",
  "/run/docker/containerd/containerd.sock",
  "/run/k3s/containerd/containerd.sock",
];

/** Those of engines that run for one user. */
const rootlessSocket =
  /^\/run\/user\/[^/]+\/(docker\.sock|podman\/podman\.sock|containerd\/containerd\.sock)$/;
/** Folders in which those lie. */
const rootlessFolder = /^\/run\/user(\/[^/]+(\/(podman|containerd))?)?$/;

/** Who writes there is root on the host: programs, their configuration, the kernel's own files, others' containers. */
const rootFolders = [
  ...["/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/root", "/run/systemd", "/sbin"],
  ...["/sys", "/usr", "/var/lib/containerd", "/var/lib/containers", "/var/lib/docker", "/var/lib/kubelet"],
  ...["/var/spool/cron"],
];

/** What lies there is not for others to read, beside {@link rootFolders}: credentials, other users' files. */
const privateFolders = ["/home", "/run/secrets", "/var/log", "/var/lib/systemd"];
const privateFiles = /\/\.(ssh|aws|kube|gnupg|docker|azure|config\/gcloud)(\/|$)/;

/**
 * A path without `.`, `..` and doubled slashes, with /var/run as what it is on every Linux of today: /run. A relative one
 * is left as it is: it is seen from a compose project's folder, of which nobody knows where it will lie.
 */
export function canonical(path: string): string {
  if (!path.startsWith("/")) return path;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const joined = `/${parts.join("/")}`;
  return isWithin(joined, "/var/run") ? joined.slice("/var".length) : joined;
}

/** The socket that a host path gives access to, itself or inside of it; undefined where there is none. */
export function runtimeSocketIn(path: string): string | undefined {
  const place = canonical(path);
  if (rootlessSocket.test(place) || place.endsWith("/docker.sock")) return place;
  if (rootlessFolder.test(place)) return `${place}/…/docker.sock`;
  return runtimeSockets.find(socket => isWithin(socket, place));
}

/** Whether whoever can write to a host path is root there. */
export function makesRoot(path: string): boolean {
  const place = canonical(path);
  return rootFolders.some(folder => isWithin(place, folder) || isWithin(folder, place));
}

/** Whether a host path holds what no container should read. */
export function isSensitive(path: string): boolean {
  const place = canonical(path);
  return (
    makesRoot(place) ||
    privateFolders.some(folder => place === folder) ||
    (isOutsideProject(place) && privateFiles.test(`${place}/`))
  );
}

/** Whether it is a path of the host itself, or of its user, and not one that came with the project. */
function isOutsideProject(path: string): boolean {
  return path.startsWith("/") || path.startsWith("~");
}

/** Whether a path is a folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}
