import type { Bench, BenchContext } from "../bench.ts";
import { describeMachine } from "../measure/machine.ts";
import type { Report } from "../measure/report.ts";
import { scaleRows } from "./scale.ts";

/** How fast stacks are judged by the rules. */
export const policyBench: Bench = {
  summary: "seconds and memory for judging stacks of 100 to 5,000 containers, and how they grow",
  run: measure,
};

async function measure(context: BenchContext): Promise<Report> {
  const machine = await describeMachine(undefined, {});
  const { rows, method } = await scaleRows(context);
  return { machine, rows, method: [method] };
}
