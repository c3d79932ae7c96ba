import { chmod, copyFile } from "node:fs/promises";
import { join } from "node:path";
import { cached } from "./cache.ts";
import { answers, run } from "./command.ts";
import { SetupFailure } from "./failure.ts";
import { buildGoTool, type GoTool, requireGo } from "./goTool.ts";
import { step } from "./progress.ts";
import { versions } from "./versions.ts";

/** What runs programs in other languages than TypeScript, beside the CLI. */
export interface Languages {
  /** The hosts of YAML and Python, for the PATH; and `sdkgen LANGUAGE SCHEMA FOLDER`, which writes SDKs. */
  readonly folder: string;
  /** Pulumi's Python package, for PYTHONPATH. */
  readonly python: string;
}

const yaml: GoTool = { module: "language-yaml", built: "pulumi-language-yaml" };
const python: GoTool = { module: "language-python", built: "pulumi-language-python" };
/** The CLI's own generators: its command for them needs language hosts that no Go module has. */
const sdkgen: GoTool = { module: "sdkgen", built: "sdkgen" };

/**
 * Gives the hosts of languages in the versions that tests run with, from the cache or built of their Go modules.
 *
 * @throws SetupFailure where they cannot be had.
 */
export async function ensureLanguages(): Promise<Languages> {
  const { pulumiYaml, languageHost, pulumi, pulumiPython } = versions;
  const machine = `${process.platform}-${process.arch}`;
  const key = `languages-yaml-${pulumiYaml}-python-${languageHost}-sdkgen-${pulumi}-${machine}`;
  const folder = await cached(key, async draft => {
    await requireGo("The hosts of other languages are not built yet", "Install Go 1.26.");
    const why =
      "tests run programs in YAML and Python; about 2 minutes on two cores, once for their versions";
    await step("building Pulumi's hosts of YAML and Python", why, async () => {
      for (const tool of [yaml, python, sdkgen]) await buildGoTool(tool, draft);
      await copyRunner(draft);
    });
  });
  return { folder, python: await pythonPackage(pulumiPython) };
}

/** The script with which the host starts a program lies beside it in its module, and is no program of Go's. */
async function copyRunner(folder: string): Promise<void> {
  const cwd = join(import.meta.dirname, "go", python.module);
  const asked = ["list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"];
  const module = (await run("go", asked, { cwd })).trim();
  const runner = "pulumi-language-python-exec";
  await copyFile(join(module, "python/cmd", runner), join(folder, runner));
  await chmod(join(folder, runner), 0o755);
}

async function pythonPackage(version: string): Promise<string> {
  const tag = (
    await run("python3", ["-c", "import sys; print(sys.implementation.cache_tag)"]).catch(() => {
      throw new SetupFailure("Programs in Python need Python 3.10, and there is none.", "Install python3.");
    })
  ).trim();
  const folder = await cached(`pulumi-python-${version}-${tag}`, async draft => {
    if (!(await answers("python3", ["-m", "pip", "--version"]))) {
      throw new SetupFailure(
        "Pulumi's Python package is installed with pip, and there is none.",
        "Install python3-pip.",
      );
    }
    const quiet = ["--quiet", "--no-input", "--disable-pip-version-check"];
    // The last two are what SDKs that are generated need.
    const packages = [`pulumi==${version}`, "parver", "semver"];
    await step(
      "installing Pulumi's Python package",
      "tests run a program in Python; once for its version",
      () => run("python3", ["-m", "pip", "install", "--target", join(draft, "lib"), ...quiet, ...packages]),
    );
  });
  return join(folder, "lib");
}
