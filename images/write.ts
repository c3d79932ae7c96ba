import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { catalog } from "./catalog.ts";
import { dockerfileOf } from "./dockerfile.ts";

for (const [name, image] of Object.entries(catalog)) {
  const folder = join(import.meta.dirname, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "Dockerfile"), dockerfileOf(image));
}
