import { join } from "node:path";
import { cached } from "./cache.ts";
import { cacheRoot } from "./cacheRoot.ts";
import { answers, run } from "./command.ts";
import { SetupFailure } from "./failure.ts";
import { step } from "./progress.ts";
import { versions } from "./versions.ts";

/** compose-lint, the peer of the bench of `check`. */
export interface ComposeLint {
  readonly program: string;
  /** Before its own arguments. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
  /** In words, for a message. */
  readonly origin: string;
}

/**
 * Gives compose-lint in exactly the version that is measured against, from the cache or from Python's package index; what
 * is on the PATH is not looked at, since another version is another peer.
 *
 * @throws SetupFailure where it cannot be had.
 */
export async function ensureComposeLint(): Promise<ComposeLint> {
  const python = await findPython();
  const key = `compose-lint-${versions.composeLint}-${python.tag}`;
  let origin = `${cacheRoot()}/${key}`;
  const folder = await cached(key, async draft => {
    if (!(await answers(python.program, ["-m", "pip", "--version"]))) {
      throw new SetupFailure(
        `compose-lint ${versions.composeLint}, the peer of this bench, is not installed yet, and Python has no pip to do it with.`,
        "Install python3-pip.",
      );
    }
    const what = [
      "--quiet",
      "--no-input",
      "--disable-pip-version-check",
      `compose-lint==${versions.composeLint}`,
    ];
    await step(
      "installing compose-lint",
      "the bench of `check` measures against it; once for its version",
      () => run(python.program, ["-m", "pip", "install", "--target", join(draft, "lib"), ...what]),
    );
    origin = "Python's package index";
  });
  return {
    program: python.program,
    args: ["-m", "compose_lint"],
    env: { ...process.env, PYTHONPATH: join(folder, "lib") },
    version: versions.composeLint,
    origin,
  };
}

/** Python itself: what is on the PATH may be a script that looks for it, and takes its time. */
async function findPython(): Promise<{ program: string; tag: string }> {
  try {
    const script = "import sys; print(sys.executable); print(sys.implementation.cache_tag)";
    const [program = "", tag = ""] = (await run("python3", ["-c", script])).split("\n");
    return { program, tag };
  } catch {
    throw new SetupFailure("compose-lint, the peer of this bench, needs Python 3.10.", "Install python3.");
  }
}
