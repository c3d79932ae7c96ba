import { join } from "node:path";
import { makeMark } from "../tools/marks/index.ts";
import { withOwnEngine } from "../tools/ownEngine/index.ts";
import { ensureImages } from "../tools/toolchain/images.ts";
import {
  type EngineRelease,
  ensureEngine,
  ensurePulumi,
  pulumiEnvironment,
  say,
} from "../tools/toolchain/index.ts";
import { brokenDown, figuresText, type Part, summary, sumOf } from "./harness/figures.ts";
import { runMocha } from "./harness/mochaRun.ts";
import { noEngine } from "./harness/noEngine.ts";
import { prepareForEngines } from "./harness/prepare.ts";
import { type SelectedPart, select } from "./harness/selection.ts";

/**
 * Runs the tests, or those the arguments select: what needs no engine once, what needs one on every engine that is
 * tested, each of this run alone and in a network of its own.
 */
const root = join(import.meta.dirname, "..");

/** Sees to it that nothing of an earlier test is left on the engine, nor of these. */
const hooks = ["--require", "./test/harness/hooks.ts"];

async function runTests(selected: readonly SelectedPart[]): Promise<Part[]> {
  const pulumi = await ensurePulumi();
  say(`Pulumi ${pulumi.version} from ${pulumi.origin}.`);
  const { FORCE_COLOR: _, ...env } = pulumiEnvironment(root, pulumi);
  const parts: Part[] = [];
  for (const { place, args } of selected) {
    if (place === "none") {
      parts.push(await runMocha(root, { name: "No engine", args, env: { ...env, ...noEngine } }));
    } else if (place === "here") {
      parts.push(await runHere(args, env));
    } else {
      await prepareForEngines(args);
      parts.push(await runOn(place, args, env));
    }
  }
  return parts;
}

/** Runs tests on an engine of this run's own. */
async function runOn(release: EngineRelease, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Part> {
  return await withOwnEngine(release, makeMark("test"), env, async session => {
    const { engine: version, api } = await session.engine.version();
    process.stdout.write(`\nOn Engine ${version} (API ${api}):\n`);
    return await runMocha(root, {
      name: `Engine ${version}`,
      args: [...hooks, ...args],
      env: session.env,
      inNetwork: session.inNetwork,
    });
  });
}

/** Runs tests on the engine that answers on this machine. */
async function runHere(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Part> {
  const { engine: version, where } = await ensureEngine();
  say(`Docker engine ${version} at ${where}.`);
  await ensureImages();
  return await runMocha(root, { name: `Engine ${version}`, args: [...hooks, ...args], env });
}

try {
  const parts = await runTests(select(root, process.argv.slice(2)));
  process.stdout.write(summary(parts));
  process.exitCode = sumOf(parts).failed === 0 ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  // A failure that must be seen as one.
  process.stdout.write(`${figuresText(brokenDown)}\n`);
  process.exitCode = 2;
}
