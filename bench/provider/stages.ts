import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Pulumi } from "../../tools/toolchain/index.ts";
import { watchPeakMemory } from "../measure/peakMemory.ts";
import { type Command, timed } from "../measure/process.ts";
import type { Samples } from "../measure/samples.ts";
import { timeOf } from "../up/goals.ts";
import { project } from "../up/pulumi.ts";
import type { Site } from "../up/round.ts";
import { importOf } from "./gate.ts";
import { type Variant, variantFile } from "./variant.ts";

/** One command on a stack, by the name under which it is kept. */
export interface Stage {
  readonly name: string;
  readonly command: "up" | "refresh" | "destroy";
  /** True where a command that finds anything to do has failed. */
  readonly unchanged?: boolean;
  /** What the program deploys from here on. */
  readonly variant?: Variant;
  /** Throws when the engine does not have what it should after it. */
  readonly verify?: () => Promise<void>;
}

/** A program and what is done with its stack, stage after stage. */
export interface Life {
  /** In this folder. */
  readonly program: string;
  /** In words, for the names of the samples. */
  readonly size: string;
  readonly who: string;
  readonly stages: readonly Stage[];
}

/** Takes a fresh stack through all stages; gives the peak memory of its provider in bytes, where there was one. */
export async function measureLife(
  site: Site,
  turn: string,
  { program, size, who, stages }: Life,
  pulumi: Pulumi,
  samples: Samples,
): Promise<number | undefined> {
  const folder = await mkdtemp(join(site.folder, `${turn}-`));
  const { commands, pidFile = "" } = await project(pulumi, folder, `${site.mark}-${turn}`);
  await writeFile(join(folder, "index.ts"), importOf(program));
  const watching = new AbortController();
  const peak = watchPeakMemory(pidFile, watching.signal);
  const times: string[] = [];
  try {
    for (const stage of stages) {
      if (stage.variant) await writeFile(join(folder, variantFile), JSON.stringify(stage.variant));
      const seconds = await timed(commandOf(stage, commands.create), site.context.signal);
      await stage.verify?.();
      samples.add(timeOf(stage.name, size, who), seconds);
      times.push(`${stage.name} ${seconds.toFixed(2)} s`);
    }
  } finally {
    watching.abort();
  }
  const bytes = await peak;
  await rm(folder, { recursive: true, force: true });
  site.context.say(`round ${turn}: ${[size, who].filter(Boolean).join(", ")}: ${times.join(", ")}`);
  return bytes;
}

/** The same as the project's `up`, with another verb. */
function commandOf({ command, unchanged }: Stage, up: Command | undefined): Command {
  if (up === undefined) throw new Error("The project cannot be deployed.");
  const [, ...options] = up.args;
  return { ...up, args: [command, ...options, ...(unchanged ? ["--expect-no-changes"] : [])] };
}
