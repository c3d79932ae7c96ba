import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Outcome, outcomeOf, root } from "./project.ts";

/** A folder with some files, gone when it is disposed of. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "bulkhead-test-"));

  async write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), content);
    }
  }

  /** Runs Bulkhead's own command in it, with no engine and no Pulumi to be found. */
  async bulkhead(...args: readonly string[]): Promise<Outcome> {
    const child = spawn(process.execPath, [join(root, "cli/main.ts"), ...args], {
      cwd: this.path,
      env: {
        HOME: this.path,
        PATH: "/nowhere",
        DOCKER_HOST: "unix:///nowhere/docker.sock",
        ...(process.env["NODE_COMPILE_CACHE"] && { NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] }),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return await outcomeOf(child);
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
