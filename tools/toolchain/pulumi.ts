import { chmod, copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { cached, cacheRoot } from "./cache.ts";
import { answers, run } from "./command.ts";
import { SetupFailure } from "./failure.ts";
import { say, step } from "./progress.ts";
import { versions } from "./versions.ts";

/** A Pulumi CLI that is ready to be used, with its Node language host beside it. */
export interface Pulumi {
  /** The folder to put on the PATH; undefined where it is there already. */
  readonly folder: string | undefined;
  readonly version: string;
  /** In words, for a message. */
  readonly origin: string;
}

/** Older ones do not tell a provider who it is, which is how leftovers of a killed run are told apart. */
const oldestUsable = [3, 150] as const;

/**
 * Finds a Pulumi CLI, or gets one: the PATH, the cache, the official download, a build of its Go modules, in this order.
 *
 * @throws SetupFailure where none can be had.
 */
export async function ensurePulumi(): Promise<Pulumi> {
  const own = await onPath();
  if (own !== undefined) return own;
  const key = `pulumi-${versions.pulumi}-nodejs-${versions.languageHost}-${process.platform}-${process.arch}`;
  let origin = `${cacheRoot()}/${key}`;
  const folder = await cached(key, async draft => {
    origin = await obtain(draft);
  });
  return { folder, version: versions.pulumi, origin };
}

async function onPath(): Promise<Pulumi | undefined> {
  let version: string;
  try {
    version = (await run("pulumi", ["version"])).trim().replace(/^v/, "");
  } catch {
    // Not there, or not to be run: it is got another way.
    return undefined;
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < oldestUsable[0] || (major === oldestUsable[0] && minor < oldestUsable[1])) {
    say(
      `The pulumi on the PATH is ${version}; at least ${oldestUsable.join(".")} is needed, so another one is used.`,
    );
    return undefined;
  }
  return { folder: undefined, version, origin: "the PATH" };
}

/** Fills a folder with the CLI and its language host; says where they came from. */
async function obtain(folder: string): Promise<string> {
  if (await download(folder)) return "the official download";
  if (!(await answers("go", ["version"]))) {
    throw new SetupFailure(
      "Pulumi is not on the PATH, cannot be downloaded, and there is no Go to build it with.",
      "Install it as https://www.pulumi.com/docs/install/ says, or install Go 1.26.",
    );
  }
  const why = `it is neither on the PATH nor to be downloaded; about 5 minutes on two cores, once for version ${versions.pulumi}`;
  await step("building the Pulumi CLI from its Go module", why, () =>
    build("pulumi", versions.pulumi, "pulumi", folder),
  );
  await step(
    "building Pulumi's Node language host",
    "the CLI runs programs with it; about half a minute, once",
    () => build("language-nodejs", versions.languageHost, "pulumi-language-nodejs", folder),
  );
  return "its Go modules";
}

/** Fetches and unpacks the official release; false where it cannot be reached. */
async function download(folder: string): Promise<boolean> {
  const system = { linux: "linux", darwin: "darwin" }[process.platform as string];
  const machine = { x64: "x64", arm64: "arm64" }[process.arch as string];
  if (system === undefined || machine === undefined) return false;
  const archive = join(folder, "release.tar.gz");
  const url = `https://get.pulumi.com/releases/sdk/pulumi-v${versions.pulumi}-${system}-${machine}.tar.gz`;
  try {
    const why = "it is not on the PATH; about 100 MB, once";
    await step(`downloading Pulumi ${versions.pulumi}`, why, async () => {
      const answer = await fetch(url, { signal: AbortSignal.timeout(300_000) });
      if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
      await writeFile(archive, Buffer.from(await answer.arrayBuffer()));
      await run("tar", ["-xzf", archive, "-C", folder, "--strip-components=1"]);
    });
    return true;
  } catch {
    // Out of reach, as on a machine with language registries only; the next way is tried.
    return false;
  } finally {
    await rm(archive, { force: true });
  }
}

/**
 * Builds a tool of a Go module. `go install x@version` refuses modules that replace others, so each has a module of its
 * own beside this file, with the checksums of everything it is made from.
 */
async function build(module: string, version: string, program: string, folder: string): Promise<void> {
  const source = join(import.meta.dirname, "go", module);
  const work = join(folder, "build");
  await mkdir(work);
  for (const file of ["go.mod", "go.sum"]) await copyFile(join(source, file), join(work, file));
  // Without it `pulumi version` says nothing, and the Automation API refuses the CLI.
  const versionFlag = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  await run("go", ["install", "-ldflags", `-s -w ${versionFlag}`, "tool"], {
    cwd: work,
    env: { ...process.env, GOBIN: join(work, "bin"), GOFLAGS: "-mod=readonly" },
  });
  await rename(join(work, "bin", program), join(folder, program));
  await chmod(join(folder, program), 0o755);
  await rm(work, { recursive: true, force: true });
}

/** The PATH with a folder before everything else. */
export function pathWith(folder: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const node = dirname(process.execPath);
  return [node, ...(folder === undefined ? [] : [folder]), env["PATH"] ?? ""].join(delimiter);
}
