import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { run } from "../../tools/toolchain/index.ts";
import { BenchFailure } from "../measure/failure.ts";
import type { Command } from "../measure/process.ts";

/** A checkout of this project, its packages installed. */
export interface Build {
  /** As the report calls it. */
  readonly name: string;
  readonly folder: string;
}

/** A project that a build deploys, and the stack it does it with. */
export interface Site {
  readonly build: Build;
  readonly folder: string;
  readonly stack: string;
}

/**
 * This build.
 *
 * @param folder where it is checked out.
 */
export const thisBuild = (folder: string): Build => ({ name: "this build", folder });

/**
 * Another checkout, named by its commit.
 *
 * @throws BenchFailure where it is none, or its packages are not installed.
 */
export async function otherBuild(path: string): Promise<Build> {
  const folder = resolve(path);
  if (!existsSync(join(folder, "cli/main.ts")) || !existsSync(join(folder, "node_modules"))) {
    throw new BenchFailure(
      `${folder} is no checkout of this project with its packages installed.`,
      "Make one: `git worktree add FOLDER COMMIT`, and `npm ci` in it.",
    );
  }
  const commit = await run("git", ["rev-parse", "--short=7", "HEAD"], { cwd: folder, env: process.env });
  return { name: commit.trim(), folder };
}

/** Lets the shop of a build be deployed from a folder of the bench's own: its state and its settings lie there. */
export async function makeShop(site: Site): Promise<void> {
  const own = (name: string): boolean => /^(?:\.|Pulumi\.\w+\.yaml$)/.test(name);
  for (const name of await readdir(site.build.folder)) {
    if (!own(name)) await symlink(join(site.build.folder, name), join(site.folder, name));
  }
}

/** The same for the services of services.ts, made of that build's components. */
export async function makeServices(site: Site): Promise<void> {
  for (const name of ["components", "images", "node_modules", "provider", "package.json"]) {
    await symlink(join(site.build.folder, name), join(site.folder, name));
  }
  await mkdir(join(site.folder, "bench/builds"), { recursive: true });
  const program = "bench/builds/services.ts";
  // A copy: of a link, Node would look for the components where it leads to.
  await copyFile(join(import.meta.dirname, "services.ts"), join(site.folder, program));
  const project = {
    name: "bulkhead-bench",
    runtime: { name: "nodejs", options: { typescript: false } },
    main: program,
    backend: { url: "file://./.bulkhead/state?metadata=skip" },
    plugins: { providers: [{ name: "docker", path: "provider/bin" }] },
  };
  await writeFile(join(site.folder, "Pulumi.yaml"), stringify(project));
}

/**
 * A command of a build's own command line. Findings are no failure of it: nothing is said of the ports of the services'
 * clients, which their servers might therefore call.
 */
export function command({ build, folder, stack }: Site, name: string, ...more: readonly string[]): Command {
  return {
    program: process.execPath,
    args: [
      join(build.folder, "tools/run.mjs"),
      "cli/main.ts",
      name,
      "--stack",
      stack,
      "--cwd",
      folder,
      ...more,
    ],
    cwd: build.folder,
    env: process.env,
    accepts: [0, 1],
  };
}

/** The levels by which both are judged. */
export const levels = ({ build }: Site): string[] => [
  "--policy-config",
  join(build.folder, "stacks/policy/dev.json"),
];
