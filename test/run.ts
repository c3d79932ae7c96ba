import { join } from "node:path";
import { makeMark } from "../tools/marks/index.ts";
import { type EngineSession, withOwnEngine } from "../tools/ownEngine/index.ts";
import { ensureImages } from "../tools/toolchain/images.ts";
import {
  type EngineRelease,
  ensureEngine,
  ensurePulumi,
  pulumiEnvironment,
  say,
} from "../tools/toolchain/index.ts";
import { endedInItsOwnWay } from "./harness/ending.ts";
import { brokenDown, figuresText, type Part, summary, sumOf } from "./harness/figures.ts";
import { runMocha } from "./harness/mochaRun.ts";
import { noEngine } from "./harness/noEngine.ts";
import { prepareForEngines } from "./harness/prepare.ts";
import { type SelectedPart, select } from "./harness/selection.ts";
import { Turns } from "./harness/turns.ts";

/**
 * Runs the tests, or those the arguments select: what needs no engine once, what needs one on every engine that is
 * tested, each of this run alone and in a network of its own. The engines are at it side by side, as their tests mostly
 * wait; what is told of them comes one after the other.
 */
const root = join(import.meta.dirname, "..");

/** Sees to it that nothing of an earlier test is left on the engine, nor of these. */
const hooks = ["--require", "./test/harness/hooks.ts"];

/** A part that runs on an engine of this run's own. */
interface EnginePart {
  readonly release: EngineRelease;
  readonly args: readonly string[];
}

/** The same, when its engine has started. */
interface StartedPart {
  readonly args: readonly string[];
  readonly session: EngineSession;
}

async function runTests(selected: readonly SelectedPart[]): Promise<Part[]> {
  const pulumi = await ensurePulumi();
  say(`Pulumi ${pulumi.version} from ${pulumi.origin}.`);
  const { FORCE_COLOR: _, ...env } = pulumiEnvironment(root, pulumi);
  const parts: Part[] = [];
  for (const { place, args } of selected) {
    if (place === "none") parts.push(await runAlone("No engine", args, { ...env, ...noEngine }));
    if (place === "here") parts.push(await runHere(args, env));
  }
  const onEngines = selected.flatMap(({ place, args }) =>
    place === "none" || place === "here" ? [] : [{ release: place, args }],
  );
  for (const { release, args } of onEngines) await prepareForEngines(release, args);
  const further = await endedInItsOwnWay(async ending => await runOnEngines(onEngines, env, ending));
  return [...parts, ...further];
}

/** Starts an engine for each part, one after the other, then runs all parts side by side. */
async function runOnEngines(
  [next, ...others]: readonly EnginePart[],
  env: NodeJS.ProcessEnv,
  ending: AbortSignal,
  started: readonly StartedPart[] = [],
): Promise<Part[]> {
  ending.throwIfAborted();
  if (next === undefined) return await runSideBySide(started, ending);
  return await withOwnEngine(next.release, makeMark("test"), env, async session => {
    return await runOnEngines(others, env, ending, [...started, { args: next.args, session }]);
  });
}

async function runSideBySide(started: readonly StartedPart[], ending: AbortSignal): Promise<Part[]> {
  const turns = new Turns(text => process.stdout.write(text));
  const runs = started.map(async ({ args, session }): Promise<Part> => {
    const { write, end } = turns.take();
    try {
      const { engine: version, api } = await session.engine.version();
      write(`\nOn Engine ${version} (API ${api}):\n`);
      const { env, inNetwork } = session;
      const run = { name: `Engine ${version}`, args: [...hooks, ...args], env, inNetwork };
      return await runMocha(root, { ...run, write, ending });
    } finally {
      end();
    }
  });
  // No engine ends before the tests of all have.
  await Promise.allSettled(runs);
  return await Promise.all(runs);
}

/** Runs tests on the engine that answers on this machine. */
async function runHere(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Part> {
  const { engine: version, where } = await ensureEngine();
  say(`Docker engine ${version} at ${where}.`);
  await ensureImages();
  return await runAlone(`Engine ${version}`, [...hooks, ...args], env);
}

async function runAlone(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Part> {
  const write = (text: string): void => void process.stdout.write(text);
  return await endedInItsOwnWay(async ending => await runMocha(root, { name, args, env, write, ending }));
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
