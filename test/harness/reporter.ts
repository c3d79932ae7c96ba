import { relative, sep } from "node:path";
import Mocha from "mocha";
import { type Figures, failureText } from "./figures.ts";
import { layers } from "./layers.ts";

const { EVENT_RUN_END, EVENT_TEST_BEGIN, EVENT_TEST_END } = Mocha.Runner.constants;

/** Milliseconds without an outcome after which a run says that it goes on. */
const patience = 15_000;

/**
 * Mocha's own report, with what is being run and why; the figures go to whoever started this run, and counts those of
 * other engines, too. Files run in several processes, each reported when it has ended.
 */
export default class SummaryReporter extends Mocha.reporters.Spec {
  readonly #announced = new Set<string>();
  readonly #started = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    // Before the line that Mocha itself writes.
    runner.prependListener(EVENT_TEST_BEGIN, test => this.#announceLayer(test));
    runner.on(EVENT_TEST_END, () => this.#watch());
    runner.on(EVENT_RUN_END, () => clearTimeout(this.#timer));
    this.#watch();
  }

  override epilogue(): void {
    super.epilogue();
    const { passes = 0, failures = 0, pending = 0 } = this.stats;
    const told = this.failures.map(test => failureText(test.fullTitle(), test.err?.message ?? ""));
    const figures: Figures = { passed: passes, failed: failures, skipped: pending, failures: told };
    process.send?.(figures);
  }

  #announceLayer({ file }: Mocha.Test): void {
    const layer = file === undefined ? undefined : relative("test", file).split(sep)[0];
    if (layer === undefined || this.#announced.has(layer)) return;
    this.#announced.add(layer);
    process.stdout.write(`\ntest/${layer}: ${layers[layer]?.runsOn ?? ""}\n\n`);
  }

  #watch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const { passes = 0, failures = 0 } = this.stats;
      const seconds = Math.round((performance.now() - this.#started) / 1000);
      process.stdout.write(`    … at it for ${seconds} s: ${passes} passed, ${failures} failed so far\n`);
      this.#watch();
    }, patience);
    this.#timer.unref();
  }
}
