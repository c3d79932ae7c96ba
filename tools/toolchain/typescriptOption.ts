import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * True where the project that a program's folder belongs to has `typescript: false` among its runtime's options: its
 * sources are run as they are, and no compiler is to be loaded for them.
 *
 * @param folder the program's folder; the project's file lies there or above.
 */
export function runsSourcesAsTheyAre(folder: string): boolean {
  const project = projectFile(folder);
  return project !== undefined && /^\s+typescript:\s*false\s*(?:#.*)?$/m.test(project);
}

function projectFile(folder: string): string | undefined {
  for (const name of ["Pulumi.yaml", "Pulumi.yml"]) {
    try {
      return readFileSync(join(folder, name), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  const above = dirname(folder);
  return above === folder ? undefined : projectFile(above);
}
