import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A name that a Pulumi project can have. */
export function projectName(folder: string): string {
  return folder.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[^A-Za-z]+/, "") || "shop";
}

/** Whether a path in a folder is a file that can be read into a program: a certificate or a configuration, no database. */
export function smallTextIn(folder: string): (path: string) => boolean {
  return path => {
    const whole = join(folder, path);
    const status = statSync(whole, { throwIfNoEntry: false });
    return status?.isFile() === true && status.size < 256 * 1024 && !readFileSync(whole).includes(0);
  };
}
