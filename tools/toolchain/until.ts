import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between two looks; short against what is waited for, long against a look. */
const interval = 50;

/** Asks again and again until there is an answer; undefined when the deadline (in milliseconds) passes first. */
export async function until<T>(ask: () => Promise<T | undefined>, deadline: number): Promise<T | undefined> {
  const end = performance.now() + deadline;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() > end) return answer;
    await delay(interval);
  }
}
