/** What ends a run before its end. */
const endings: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Why a run has ended before its end. */
export class EndedBySignal extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`The tests were ended by ${signal}.`);
    this.signal = signal;
  }
}

/**
 * Does some work that a signal to this process ends in its own way: it is told the signal, begins nothing more, and tidies
 * up after itself.
 *
 * @param work its `ending` is aborted with {@link EndedBySignal} as its reason.
 */
export async function endedInItsOwnWay<T>(work: (ending: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const end = (signal: NodeJS.Signals): void => controller.abort(new EndedBySignal(signal));
  for (const signal of endings) process.on(signal, end);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of endings) process.off(signal, end);
  }
}
