import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { cached } from "./cache.ts";
import { explained, run } from "./command.ts";
import { SetupFailure } from "./failure.ts";
import { requireGo } from "./goTool.ts";
import { step } from "./progress.ts";

const folder = join(import.meta.dirname, "../../observe/helper");
const source = join(folder, "program");

/** Platforms the package brings the helper for. */
export const helperPlatforms = ["linux/amd64", "linux/arm64"] as const;

/**
 * Gives the path of the program that looks at networks from inside containers: the package's own, or one built of the
 * sources beside it, from the cache or with the Go on the PATH.
 *
 * @param platform of the engine's machine, which need not be this one: `linux/amd64`.
 * @throws SetupFailure where it cannot be had.
 */
export async function ensureHelper(platform: string): Promise<string> {
  if (!platform.startsWith("linux/")) {
    throw new SetupFailure(
      `The engine runs containers of ${platform}, and the helper that probes them is a program for Linux.`,
      "Name an engine of Linux with DOCKER_HOST.",
    );
  }
  const packed = join(folder, "bin", platform.replace("/", "-"));
  if (existsSync(packed)) return packed;
  const key = `helper-${await sourceHash()}-${platform.replace("/", "-")}`;
  const built = await cached(key, async draft => {
    await requireGo(
      `There is no helper for ${platform} in this package`,
      "Install Go 1.26, or name an image that holds the helper with --probe-image.",
    );
    await step("building the helper", "it looks at networks from inside containers; once", () =>
      buildHelper(platform, join(draft, "helper")),
    );
  });
  return join(built, "helper");
}

/** Builds the helper of its sources, for a platform that need not be this one. */
export async function buildHelper(platform: string, program: string): Promise<void> {
  const [, arch = ""] = platform.split("/");
  const flags = ["-trimpath", "-buildvcs=false", "-ldflags", "-s -w"];
  const env = { ...process.env, CGO_ENABLED: "0", GOOS: "linux", GOARCH: arch, GOFLAGS: "" };
  try {
    await run("go", ["build", ...flags, "-o", program, "."], { cwd: source, env });
  } catch (error) {
    throw explained(
      error,
      `The helper for ${platform} could not be built.`,
      "Correct what go names, then run this again:",
    );
  }
}

async function sourceHash(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of (await readdir(source)).sort()) {
    hash.update(name).update(await readFile(join(source, name)));
  }
  return hash.digest("hex").slice(0, 12);
}
