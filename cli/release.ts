import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The version of this package: that of the nearest package.json above, beside the sources or beside `dist`. */
export function releaseOf(start: string = import.meta.dirname): string {
  for (let folder = start; ; folder = dirname(folder)) {
    try {
      return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;
    } catch (error) {
      const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT";
      if (!isAbsent || dirname(folder) === folder) throw error;
    }
  }
}
