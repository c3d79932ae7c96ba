/** The parts of an image's name. */
export interface ImageReference {
  /** With its port, `docker.io` where none is named. */
  readonly registry: string;
  /** `library/postgres`, `team/app`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/**
 * Takes an image's name apart, as the engine does: what stands before the first slash is a registry when it has a dot
 * or a port, or is `localhost`. Undefined for the id of an image, which says nothing of its name.
 *
 * @see https://github.com/distribution/reference
 */
export function imageReference(image: string): ImageReference | undefined {
  if (/^(sha256:)?[0-9a-f]{64}$/.test(image)) return undefined;
  const [named = "", digest] = image.split("@", 2);
  const slash = named.indexOf("/");
  const first = named.slice(0, Math.max(slash, 0));
  const hasRegistry = /[.:]/.test(first) || first === "localhost";
  const registry = hasRegistry ? first : "docker.io";
  const rest = hasRegistry ? named.slice(slash + 1) : named;
  const [path = "", tag] = rest.split(":", 2);
  const repository = registry === "docker.io" && !path.includes("/") ? `library/${path}` : path;
  return { registry: registry === "index.docker.io" ? "docker.io" : registry, repository, tag, digest };
}
