import Mocha from "mocha";

/** Mocha's own report, with the outcome of the whole run as its last line: `N passed, N failed`. */
export default class SummaryReporter extends Mocha.reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    const { passes = 0, failures = 0, pending = 0 } = this.stats;
    const skipped = pending === 0 ? "" : `, ${pending} skipped`;
    process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`);
  }
}
