import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { Engine } from "../../engine/index.ts";
import { ensureEngine } from "../../tools/toolchain/index.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { describeMachine } from "../measure/machine.ts";
import type { Report } from "../measure/report.ts";
import { measured } from "../measure/row.ts";
import { Samples } from "../measure/samples.ts";
import type { Construction } from "./once.ts";

/** Seconds for the constructors of a large stack: an editor's and a preview's wait, however fast the engine is. */
const most = 0.3;

/** How long a program takes to say what it wants, before anything is asked of an engine. */
export const constructBench: Bench = {
  summary: "seconds to construct a stack of 40 workloads, beside the start of Pulumi's SDK",
  run: measure,
};

async function measure({ rounds, signal, say }: BenchContext): Promise<Report> {
  await ensureEngine();
  const machine = await describeMachine(Engine.locate(), {});
  const samples = new Samples();
  await construction(signal);
  let resources = 0;
  for (let round = 1; round <= rounds; round++) {
    const found = await construction(signal);
    resources = found.resources;
    for (const name of names) samples.add(name, found[name]);
    say(`round ${round}: ${names.map(name => `${name} ${found[name].toFixed(2)} s`).join(", ")}`);
  }
  return {
    machine,
    rows: names.map(name => {
      const goal = name === "construct" ? { atMost: most } : undefined;
      return measured(titles[name], "s", samples.of(name), goal);
    }),
    method: [
      `The medians of ${rounds} rounds, with the smallest and the largest, after one uncounted. Each round is a process of its own, from whose start the first row counts.`,
      `The stack is bench/construct/stack.ts: 12 components of every kind and the services around them, 40 workloads and ${resources} resources in all. It is registered with Pulumi's mocks, which answer at once: no engine, neither Pulumi's nor Docker's, is waited for.`,
    ],
  };
}

const titles = {
  sdk: "the SDK's own start, with @pulumi/docker",
  load: "loading the components",
  construct: "constructing the stack, with all checks of its arguments",
  register: "until all of it is registered",
} as const;

const names = ["sdk", "load", "construct", "register"] as const satisfies readonly (keyof Construction)[];

async function construction(signal: AbortSignal): Promise<Construction> {
  const script = join(import.meta.dirname, "once.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script], { signal });
  return JSON.parse(stdout) as Construction;
}
