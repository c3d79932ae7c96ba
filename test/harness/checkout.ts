import { spawn } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, readdir, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../tools/toolchain/index.ts";
import { type Outcome, outcomeOfBulkhead, root } from "./project.ts";

/** What installs and tests leave in the environment of a process, and a newcomer's shell does not have. */
const foreign = /^(npm_|NODE|PULUMI_|BULKHEAD_(?!CACHE)|INIT_CWD$|FORCE_COLOR$|NO_COLOR$)/;

/**
 * What a newcomer has after cloning this repository, as it is now with all that is not committed yet, and after
 * installing its packages. The folder's name has a space in it.
 */
export class Checkout {
  readonly folder: string;
  readonly #parent: string;

  private constructor(parent: string) {
    this.#parent = parent;
    this.folder = join(parent, "my bulkhead");
  }

  static async create(): Promise<Checkout> {
    const checkout = new Checkout(await mkdtemp(join(tmpdir(), "bulkhead-checkout-")));
    const listed = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
    });
    for (const file of listed.split("\0").filter(Boolean)) {
      const from = join(root, file);
      // One that is deleted and not yet committed is listed all the same.
      if ((await stat(from).catch(() => undefined)) === undefined) continue;
      await mkdir(dirname(join(checkout.folder, file)), { recursive: true });
      await cp(from, join(checkout.folder, file), { preserveTimestamps: true });
    }
    await checkout.#linkPackages();
    return checkout;
  }

  /** Each package by a link of its own: what npm does in here must not reach the packages of this run. */
  async #linkPackages(): Promise<void> {
    const [from, to] = [join(root, "node_modules"), join(this.folder, "node_modules")];
    await mkdir(to);
    for (const name of await readdir(from)) {
      if (name === ".package-lock.json") await copyFile(join(from, name), join(to, name));
      else await symlink(join(from, name), join(to, name));
    }
  }

  /** Runs a line of a shell there. */
  async sh(line: string, env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
    const child = spawn("sh", ["-c", line], {
      cwd: this.folder,
      env: { ...Object.fromEntries(own), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return await outcomeOfBulkhead(child);
  }

  async dispose(): Promise<void> {
    await rm(this.#parent, { recursive: true, force: true });
  }
}
