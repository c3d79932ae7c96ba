import { delimiter, dirname } from "node:path";
import { cached } from "./cache.ts";
import { cacheRoot } from "./cacheRoot.ts";
import { run } from "./command.ts";
import { downloadPulumi, releases } from "./download.ts";
import { buildGoTool, requireGo } from "./goTool.ts";
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
 * @param from the URL below which official releases lie.
 * @throws SetupFailure where none can be had.
 */
export async function ensurePulumi(from = releases): Promise<Pulumi> {
  const own = await onPath();
  if (own !== undefined) return own;
  const key = `pulumi-${versions.pulumi}-nodejs-${versions.languageHost}-${process.platform}-${process.arch}`;
  let origin = `${cacheRoot()}/${key}`;
  const folder = await cached(key, async draft => {
    origin = await obtain(draft, from);
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
async function obtain(folder: string, from: string): Promise<string> {
  if (await downloadPulumi(folder, from)) return "the official download";
  await requireGo(
    "Pulumi is neither on the PATH nor to be downloaded",
    "Install it as https://www.pulumi.com/docs/install/ says, or install Go 1.26.",
  );
  const why = `it is neither on the PATH nor to be downloaded; about 5 minutes on two cores, once for version ${versions.pulumi}`;
  const cli = { module: "pulumi", built: "pulumi", variables: versionVariable(versions.pulumi) };
  await step("building the Pulumi CLI from its Go module", why, () => buildGoTool(cli, folder));
  const host = {
    module: "language-nodejs",
    built: "pulumi-language-nodejs",
    variables: versionVariable(versions.languageHost),
  };
  await step(
    "building Pulumi's Node language host",
    "the CLI runs programs with it; about half a minute, once",
    () => buildGoTool(host, folder),
  );
  return "its Go modules";
}

/** Without it `pulumi version` says nothing, and the Automation API refuses the CLI. */
function versionVariable(version: string): Record<string, string> {
  return { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${version}` };
}

/** The PATH with a folder before everything else. */
export function pathWith(folder: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const node = dirname(process.execPath);
  return [node, ...(folder === undefined ? [] : [folder]), env["PATH"] ?? ""].join(delimiter);
}
