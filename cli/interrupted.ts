/** Time that passes until somebody interrupts. */
export interface Interruptible {
  readonly over: boolean;
  /** Aborted by then. */
  readonly signal: AbortSignal;
  /** Waits for so many milliseconds, or until interrupted. */
  pause(milliseconds: number): Promise<void>;
}

/** Takes the next interruption (Ctrl-C, SIGTERM) as the wish to come to an end. */
export function untilInterrupted(): Interruptible {
  const end = Promise.withResolvers<void>();
  const interruption = new AbortController();
  const stop = (): void => {
    interruption.abort();
    end.resolve();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return {
    get over() {
      return interruption.signal.aborted;
    },
    signal: interruption.signal,
    pause: async milliseconds => {
      let timer: NodeJS.Timeout | undefined;
      const passed = new Promise<void>(resolve => {
        timer = setTimeout(resolve, milliseconds);
      });
      await Promise.race([end.promise, passed]);
      clearTimeout(timer);
    },
  };
}
