import { chmod, copyFile, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { explained, run } from "./command.ts";
import { SetupFailure } from "./failure.ts";

/** A program that is built from a Go module. */
export interface GoTool {
  /** The folder below `go/` beside this file with its go.mod and go.sum, and its source where that is our own. */
  readonly module: string;
  /** What the go command calls the program: the last part of its package's path. */
  readonly built: string;
  /** What it is to be called. @default as built */
  readonly program?: string;
  /** Further programs of the same module, under the names the go command gives them. */
  readonly beside?: readonly string[];
  /** Build tags. */
  readonly tags?: readonly string[];
  /** Whether it is linked with C libraries. @default as the go command decides */
  readonly cgo?: boolean;
  /** Go variables that are set at link time, by their full names. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The oldest Go that fetches the one a module asks for by itself. */
const oldestGo = [1, 21] as const;

/**
 * Builds a program into a folder. `go install x@version` refuses modules that replace others, so each has a module of
 * its own beside this file, with the checksums of everything it is made from.
 *
 * @throws SetupFailure with the last lines of what the go command wrote.
 */
export async function buildGoTool(tool: GoTool, folder: string): Promise<void> {
  const source = join(import.meta.dirname, "go", tool.module);
  const work = join(folder, "build");
  await mkdir(work);
  for (const file of await readdir(source)) await copyFile(join(source, file), join(work, file));
  const variables = Object.entries(tool.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  const tags = tool.tags === undefined ? [] : ["-tags", tool.tags.join(" ")];
  const name = tool.program ?? tool.built;
  try {
    await run("go", ["install", ...tags, "-ldflags", ["-s -w", ...variables].join(" "), "tool"], {
      cwd: work,
      env: {
        ...process.env,
        GOBIN: join(work, "bin"),
        GOFLAGS: "-mod=readonly",
        ...(tool.cgo === undefined ? {} : { CGO_ENABLED: tool.cgo ? "1" : "0" }),
      },
    });
  } catch (error) {
    throw explained(
      error,
      `${name} could not be built from its Go module.`,
      "Correct what go names (a module proxy that does not answer, a full disk), then run this again:",
    );
  }
  const names = { [tool.built]: name, ...Object.fromEntries((tool.beside ?? []).map(one => [one, one])) };
  for (const [built, wanted] of Object.entries(names)) {
    const program = join(folder, wanted);
    await rename(join(work, "bin", built), program);
    await chmod(program, 0o755);
  }
  await rm(work, { recursive: true, force: true });
}

/**
 * Sees to it that there is a Go to build with.
 *
 * @param lacking what is missing without it, as the beginning of a sentence.
 * @throws SetupFailure where there is none, or one that is too old.
 */
export async function requireGo(lacking: string, remedy: string): Promise<void> {
  const version = await goVersion();
  if (version === undefined)
    throw new SetupFailure(`${lacking}, and there is no Go to build it with.`, remedy);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldestGo[0] || (major === oldestGo[0] && minor >= oldestGo[1])) return;
  throw new SetupFailure(`${lacking}, and the Go on the PATH (${version}) is too old to build it.`, remedy);
}

/** E.g. `1.26.0`; undefined where there is no Go. */
async function goVersion(): Promise<string | undefined> {
  try {
    return /\bgo(\d+\.\d+\S*)/.exec(await run("go", ["version"]))?.[1];
  } catch {
    // Not there, or not to be run.
    return undefined;
  }
}
