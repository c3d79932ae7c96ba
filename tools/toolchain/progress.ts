/** A step that takes long is announced after this many milliseconds. */
const patience = 2000;

/** How much is said beside results: nothing; what was found and what takes long; also every command that is run. */
export type Verbosity = "quiet" | "normal" | "verbose";

let verbosity: Verbosity = "normal";

/** Sets how much this process says from here on. */
export function setVerbosity(wanted: Verbosity): void {
  verbosity = wanted;
}

export function isQuiet(): boolean {
  return verbosity === "quiet";
}

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
  const ended = (how: string): void => {
    clearTimeout(timer);
    if (announced) say(`  ${how} ${((performance.now() - started) / 1000).toFixed(0)} s`);
  };
  try {
    const result = await work();
    ended("done in");
    return result;
  } catch (error) {
    ended("failed after");
    throw error;
  }
}

/** One line on what was found or done, on the error stream: the output is for results. */
export function say(line: string): void {
  if (!isQuiet()) process.stderr.write(`${line}\n`);
}

/** One line for those who want to see how it is done. */
export function detail(line: string): void {
  if (verbosity === "verbose") process.stderr.write(`${line}\n`);
}
