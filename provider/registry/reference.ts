import { registryOf, splitName } from "../../engine/index.ts";

/** An image's name, taken apart as a registry wants it. */
export interface Reference {
  /** Host, with its port where the name gives one: `registry.example.com:5000`. */
  readonly host: string;
  /** E.g. `shop/app`. */
  readonly repository: string;
  /** Empty where the name gives only a digest. */
  readonly tag: string;
  /** `sha256:...`; it wins over the tag. */
  readonly digest: string | undefined;
}

/**
 * Takes an image's name apart; what it leaves out is what docker fills in.
 *
 * @example parseReference("nginx") // registry-1.docker.io, library/nginx, latest
 */
export function parseReference(image: string): Reference {
  const at = image.indexOf("@");
  const [name, digest] = at === -1 ? [image, undefined] : [image.slice(0, at), image.slice(at + 1)];
  const { repository, tag } = splitName(name);
  const registry = registryOf(name);
  const named = repository.startsWith(`${registry}/`);
  const path = named ? repository.slice(registry.length + 1) : repository;
  const tagged = digest === undefined || repository !== name;
  const onHub = registry === "docker.io";
  return {
    host: onHub ? "registry-1.docker.io" : registry,
    repository: onHub && !path.includes("/") ? `library/${path}` : path,
    tag: tagged ? tag : "",
    digest,
  };
}
