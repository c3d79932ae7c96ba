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
import { type MochaRun, runMocha } from "./harness/mochaRun.ts";
import { noEngine } from "./harness/noEngine.ts";
import { prepareForEngines } from "./harness/prepare.ts";
import { type SelectedPart, select } from "./harness/selection.ts";
import { Turns } from "./harness/turns.ts";

/**
 * Runs the tests, or those the arguments select: what needs no engine once, what needs one on every engine that is
 * tested, each of this run alone and in a network of its own. All are at it side by side, as tests on engines mostly
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

/** Runs a part, whose report comes when those before it have come to their end. */
type RunInTurn = (run: Omit<MochaRun, "write" | "ending">) => Promise<Part>;

async function runTests(selected: readonly SelectedPart[]): Promise<Part[]> {
  const pulumi = await ensurePulumi();
  say(`Pulumi ${pulumi.version} from ${pulumi.origin}.`);
  const { FORCE_COLOR: _, ...env } = pulumiEnvironment(root, pulumi);
  const turns = new Turns(text => process.stdout.write(text));
  return await endedInItsOwnWay(async ending => {
    const inTurn: RunInTurn = async run => {
      const { write, end } = turns.take();
      return await runMocha(root, { ...run, write, ending }).finally(end);
    };
    const runs = [
      ...selected.flatMap(({ place, args }) =>
        place === "none" ? [inTurn({ name: "No engine", args, env: { ...env, ...noEngine } })] : [],
      ),
      ...selected.flatMap(({ place, args }) => (place === "here" ? [runHere(args, env, inTurn)] : [])),
      prepareAndRun(selected, env, ending, inTurn),
    ];
    // Nothing is left running by what fails.
    await Promise.allSettled(runs);
    return (await Promise.all(runs)).flat();
  });
}

async function prepareAndRun(
  selected: readonly SelectedPart[],
  env: NodeJS.ProcessEnv,
  ending: AbortSignal,
  inTurn: RunInTurn,
): Promise<Part[]> {
  const onEngines = selected.flatMap(({ place, args }) =>
    place === "none" || place === "here" ? [] : [{ release: place, args }],
  );
  for (const { release, args } of onEngines) await prepareForEngines(release, args);
  return await runOnEngines(onEngines, env, ending, inTurn);
}

/** Starts an engine for each part, one after the other, then runs all parts side by side. */
async function runOnEngines(
  [next, ...others]: readonly EnginePart[],
  env: NodeJS.ProcessEnv,
  ending: AbortSignal,
  inTurn: RunInTurn,
  started: readonly StartedPart[] = [],
): Promise<Part[]> {
  ending.throwIfAborted();
  if (next === undefined) return await runSideBySide(started, inTurn);
  return await withOwnEngine(next.release, makeMark("test"), env, async session => {
    return await runOnEngines(others, env, ending, inTurn, [...started, { args: next.args, session }]);
  });
}

async function runSideBySide(started: readonly StartedPart[], inTurn: RunInTurn): Promise<Part[]> {
  const runs = started.map(async ({ args, session }): Promise<Part> => {
    const { engine: version, api } = await session.engine.version();
    const { env, inNetwork } = session;
    const title = `On Engine ${version} (API ${api}):`;
    return await inTurn({ name: `Engine ${version}`, title, args: [...hooks, ...args], env, inNetwork });
  });
  // No engine ends before the tests of all have.
  await Promise.allSettled(runs);
  return await Promise.all(runs);
}

/** Runs tests on the engine that answers on this machine. */
async function runHere(args: readonly string[], env: NodeJS.ProcessEnv, inTurn: RunInTurn): Promise<Part> {
  const { engine: version, where } = await ensureEngine();
  say(`Docker engine ${version} at ${where}.`);
  await ensureImages();
  return await inTurn({ name: `Engine ${version}`, args: [...hooks, ...args], env });
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
