import { Engine, EventStream } from "../../engine/index.ts";
import { sweepMarked } from "../../tools/marks/index.ts";
import { runId } from "./run.ts";

/** The engine all tests run on. */
export const engine = Engine.locate();
export const events = new EventStream(engine);

/** The label that carries the mark on objects a test makes by itself, past the provider. */
const testLabel = "bulkhead.test";

export const testLabels: Readonly<Record<string, string>> = { [testLabel]: runId };

/** Removes everything of this run, and everything of runs whose process is dead. Used before and after all tests. */
export async function sweepTestObjects(): Promise<void> {
  await sweepMarked(engine, runId, testLabel);
}
