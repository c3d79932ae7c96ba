import { spawn } from "node:child_process";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { CommandFailure, run } from "../../tools/toolchain/index.ts";
import { CliFailure } from "../failure.ts";

/** Another revision of a repository, checked out beside it. */
export interface Revision {
  /** The folder that stands for the project's at that revision. */
  readonly folder: string;
  readonly dispose: () => Promise<void>;
}

/**
 * Checks a revision out into a folder of its own; the checkout that is there stays as it is.
 *
 * @param project a folder of the repository.
 */
export async function checkOut(project: string, revision: string): Promise<Revision> {
  const top = await realpath((await git(project, "rev-parse", "--show-toplevel")).trim());
  const place = await mkdtemp(join(await realpath(tmpdir()), "bulkhead-base-"));
  const dispose = async (): Promise<void> => {
    await rm(place, { recursive: true, force: true });
    await git(project, "worktree", "prune");
  };
  try {
    await git(project, "worktree", "add", "--detach", "--force", place, revision);
  } catch (error) {
    await dispose();
    if (!(error instanceof CommandFailure)) throw error;
    throw new CliFailure(
      `The revision ${revision} is not in this checkout.`,
      "Let actions/checkout fetch it, with `fetch-depth: 0`.",
    );
  }
  return { folder: join(place, relative(top, await realpath(project))), dispose };
}

/**
 * Installs what a project's program needs, as the revision has it: by the command that is given, or by npm; what is
 * installed beside it serves where the lockfile is the same.
 */
export async function installPackages(
  folder: string,
  beside: string,
  command: string | undefined,
): Promise<void> {
  if (command !== undefined) return await shell(command, folder);
  const modules = join(folder, "node_modules");
  if (!existsSync(join(folder, "package.json")) || existsSync(modules)) return;
  const installed = join(beside, "node_modules");
  if (existsSync(installed) && lockfile(folder) === lockfile(beside)) symlinkSync(installed, modules);
  else await shell("npm ci --no-audit --no-fund --loglevel=error", folder);
}

function lockfile(folder: string): string | undefined {
  const file = join(folder, "package-lock.json");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

async function shell(command: string, cwd: string): Promise<void> {
  const child = spawn(command, { cwd, shell: true, stdio: ["ignore", process.stderr, "inherit"] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new CliFailure(`\`${command}\` failed at the base.`, "Correct `install`.");
}

async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  return await run("git", args, { cwd });
}
