import { relative, sep } from "node:path";
import Mocha from "mocha";

const {
  EVENT_HOOK_BEGIN,
  EVENT_HOOK_END,
  EVENT_RUN_END,
  EVENT_SUITE_BEGIN,
  EVENT_TEST_BEGIN,
  EVENT_TEST_END,
} = Mocha.Runner.constants;

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

/** Milliseconds after which a test that is still running says so. */
const patience = 5000;

/** Mocha's own report, with what is being run and why, and the outcome of the whole run as its last line. */
export default class SummaryReporter extends Mocha.reporters.Spec {
  #layer: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    // Before the title that Mocha itself writes.
    runner.prependListener(EVENT_SUITE_BEGIN, suite => this.#announceLayer(suite));
    for (const begin of [EVENT_TEST_BEGIN, EVENT_HOOK_BEGIN]) runner.on(begin, one => this.#watch(one));
    for (const end of [EVENT_TEST_END, EVENT_HOOK_END, EVENT_RUN_END]) runner.on(end, () => this.#unwatch());
  }

  override epilogue(): void {
    super.epilogue();
    const { passes = 0, failures = 0, pending = 0 } = this.stats;
    const skipped = pending === 0 ? "" : `, ${pending} skipped`;
    process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`);
    // Whoever started this run knows by it that there is an outcome.
    process.send?.("counted");
  }

  #announceLayer({ file }: Mocha.Suite): void {
    const layer = file === undefined ? undefined : relative("test", file).split(sep)[0];
    if (layer === undefined || layer === this.#layer) return;
    this.#layer = layer;
    process.stdout.write(`\ntest/${layer}: ${layers[layer] ?? ""}\n\n`);
  }

  #watch(running: Mocha.Runnable): void {
    this.#unwatch();
    this.#timer = setTimeout(() => {
      process.stdout.write(`    … still at it after ${patience / 1000} s: ${titleOf(running)}\n`);
    }, patience);
    this.#timer.unref();
  }

  #unwatch(): void {
    clearTimeout(this.#timer);
  }
}

/** Of a hook, Mocha's title names no test that anybody wrote. */
function titleOf(running: Mocha.Runnable): string {
  return running instanceof Mocha.Hook
    ? `what comes before or after "${running.parent?.title ?? ""}"`
    : running.title;
}
