import { type Engine, type EngineEvent, inspectContainer } from "../engine/index.ts";
import type { StackMark } from "../observe/index.ts";
import { say } from "../tools/toolchain/index.ts";
import { happenings } from "./daily/happenings.ts";

/** Milliseconds after which somebody who waits is told what for. */
const patience = 3000;

/** The engine's own, for containers that name none. */
const usualGrace = 10;

/**
 * Says, while some work lasts, of which containers of a stack one waits to end by themselves, and how long they may take:
 * a program that does not heed its stop signal takes all of its grace.
 */
export async function watchGrace<T>(engine: Engine, stack: StackMark, work: () => Promise<T>): Promise<T> {
  const waits = new Map<string, NodeJS.Timeout>();
  const over = new AbortController();
  const heed = ({ Action, Actor: { ID } }: EngineEvent): void => {
    if (Action === "kill" && !waits.has(ID)) {
      waits.set(
        ID,
        setTimeout(() => void tell(engine, ID), patience),
      );
    } else if (Action === "die" || Action === "destroy") {
      clearTimeout(waits.get(ID));
      waits.delete(ID);
    }
  };
  // Where nothing is to be heard the work goes on all the same.
  happenings(engine, stack, ["kill", "die", "destroy"], heed, over.signal).catch(() => undefined);
  try {
    return await work();
  } finally {
    over.abort();
    for (const wait of waits.values()) clearTimeout(wait);
  }
}

async function tell(engine: Engine, id: string): Promise<void> {
  const found = await inspectContainer(engine, id).catch(() => undefined);
  if (found?.State.Running !== true) return;
  const seconds = found.Config.StopTimeout ?? usualGrace;
  say(
    `… ${found.Name.slice(1)} was asked to end and has not yet: it may take ${seconds} s (graceSeconds), and is killed then.`,
  );
}
