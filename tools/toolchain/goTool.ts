import { chmod, copyFile, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { answers, run } from "./command.ts";
import { SetupFailure } from "./failure.ts";

/** A program that is built from a Go module. */
export interface GoTool {
  /** The folder below `go/` beside this file with its go.mod and go.sum. */
  readonly module: string;
  /** What the go command calls the program: the last part of its package's path. */
  readonly built: string;
  /** What it is to be called. @default as built */
  readonly program?: string;
  /** Go variables that are set at link time, by their full names. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * Builds a program into a folder. `go install x@version` refuses modules that replace others, so each has a module of
 * its own beside this file, with the checksums of everything it is made from.
 */
export async function buildGoTool(tool: GoTool, folder: string): Promise<void> {
  const source = join(import.meta.dirname, "go", tool.module);
  const work = join(folder, "build");
  await mkdir(work);
  for (const file of ["go.mod", "go.sum"]) await copyFile(join(source, file), join(work, file));
  const variables = Object.entries(tool.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  await run("go", ["install", "-ldflags", ["-s -w", ...variables].join(" "), "tool"], {
    cwd: work,
    env: { ...process.env, GOBIN: join(work, "bin"), GOFLAGS: "-mod=readonly" },
  });
  const program = join(folder, tool.program ?? tool.built);
  await rename(join(work, "bin", tool.built), program);
  await chmod(program, 0o755);
  await rm(work, { recursive: true, force: true });
}

/**
 * Sees to it that there is a Go to build with.
 *
 * @throws SetupFailure where there is none.
 */
export async function requireGo(what: string, remedy: string): Promise<void> {
  if (!(await answers("go", ["version"]))) throw new SetupFailure(what, remedy);
}
