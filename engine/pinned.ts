import type { ImageDistributionOptions } from "dockerode";
import type { Engine } from "./engine.ts";
import { EngineFailure } from "./failure.ts";
import type { RegistryLogin } from "./images.ts";

/**
 * An image's name with the digest that its registry has for it right now, so that all nodes of a swarm run the same one
 * whenever they pull it. The name as it is where no registry tells: then the nodes have it themselves, or nobody has.
 */
export async function pinnedImage(
  engine: Engine,
  image: string,
  login: RegistryLogin | undefined,
): Promise<string> {
  if (isPinned(image) || image.startsWith("sha256:")) return image;
  const options: ImageDistributionOptions = login === undefined ? {} : { authconfig: login };
  try {
    const { Descriptor } = await engine.call(`ask for the digest of ${image}`, docker =>
      docker.getImage(image).distribution(options),
    );
    return Descriptor.digest === "" ? image : `${image}@${Descriptor.digest}`;
  } catch (error) {
    if (error instanceof EngineFailure) return image;
    throw error;
  }
}

/** An image's name without its digest. */
export function withoutDigest(image: string): string {
  return isPinned(image) ? image.slice(0, image.indexOf("@")) : image;
}

function isPinned(image: string): boolean {
  return image.includes("@sha256:");
}
