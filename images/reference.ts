import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalog, type DemoImageName } from "./catalog.ts";
import { type DemoImage, neverNeeded } from "./image.ts";

/**
 * The name and tag of a demo image. The tag is made from everything the image is made from, so a change of it is
 * another image, and a container on the old one is replaced.
 *
 * @example demoImage("app") // "bulkhead-demo/app:5f0c1d7e9a3b"
 */
export function demoImage(name: DemoImageName): string {
  const image: DemoImage = catalog[name];
  const hash = createHash("sha256").update(JSON.stringify([image, neverNeeded]));
  for (const { from } of image.files) hash.update(readFileSync(join(import.meta.dirname, from)));
  return `${image.name}:${hash.digest("hex").slice(0, 12)}`;
}
