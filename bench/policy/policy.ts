import { ensureComposeLint } from "../../tools/toolchain/index.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { describeMachine } from "../measure/machine.ts";
import type { Report } from "../measure/report.ts";
import { checkRows } from "./check.ts";
import { scaleRows } from "./scale.ts";
import { sdkRows } from "./sdk.ts";

/** How fast stacks and files are judged by the rules. */
export const policyBench: Bench = {
  summary:
    "seconds and memory for judging stacks of 100 to 5,000 containers, and how they grow; `check` of compose files beside compose-lint",
  run: measure,
};

async function measure(context: BenchContext): Promise<Report> {
  const lint = await ensureComposeLint();
  const machine = await describeMachine(undefined, { "compose-lint": lint.version });
  const stacks = await scaleRows(context);
  const sdk = await sdkRows(context);
  const files = await checkRows(context, lint);
  return {
    machine,
    rows: [stacks, sdk, files].flatMap(part => part.rows),
    method: [stacks, sdk, files].map(part => part.method),
  };
}
