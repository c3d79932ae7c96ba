import { relative, sep } from "node:path";
import Mocha from "mocha";

const { EVENT_RUN_END, EVENT_TEST_BEGIN, EVENT_TEST_END } = Mocha.Runner.constants;

/** What the tests of each folder run on, and so why some take their time. */
const layers: Readonly<Record<string, string>> = {
  project: "the sources: types, format, directions between folders",
  pure: "functions without effects",
  registration: "what components register, with Pulumi's mocks",
  tools: "the toolchain, with small programs in place of Pulumi, Go and apt",
  provider: "the embedded provider over its protocol, on the engine: containers start and stop for real",
  cli: "the command line, as a process",
  whole: "whole deployments by Pulumi on the engine, some of them killed half-way: this takes minutes",
};

/** Milliseconds without an outcome after which a run says that it goes on. */
const patience = 15_000;

/**
 * Mocha's own report, with what is being run and why, and the outcome of the whole run as its last line. Files run in
 * several processes, each reported when it has ended.
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
    const skipped = pending === 0 ? "" : `, ${pending} skipped`;
    process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`);
    // Whoever started this run knows by it that there is an outcome.
    process.send?.("counted");
  }

  #announceLayer({ file }: Mocha.Test): void {
    const layer = file === undefined ? undefined : relative("test", file).split(sep)[0];
    if (layer === undefined || this.#announced.has(layer)) return;
    this.#announced.add(layer);
    process.stdout.write(`\ntest/${layer}: ${layers[layer] ?? ""}\n\n`);
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
