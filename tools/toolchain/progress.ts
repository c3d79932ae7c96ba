/** A step that takes long is announced after this many milliseconds. */
const patience = 2000;

/**
 * Runs one step of a setup. One that takes over two seconds says what it does and why, and how long it took.
 *
 * @example await step("building the Pulumi CLI", "it is neither on the PATH nor to be downloaded", build)
 */
export async function step<T>(doing: string, why: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  let announced = false;
  const timer = setTimeout(() => {
    announced = true;
    say(`… ${doing}: ${why}`);
  }, patience);
  try {
    const result = await work();
    if (announced) say(`  done in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/** One line on what was found or done, on the error stream: the output is for results. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
