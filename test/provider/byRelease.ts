import { type Difference, isLater } from "../harness/differences.ts";

/** What is expected otherwise; undefined for what is not expected. */
type Otherwise<Expected> = { readonly [Key in keyof Expected]?: Expected[Key] | undefined };

/** What is expected, but for what later releases do otherwise. */
export type ByRelease<Expected> = Expected & {
  readonly later?: {
    /** The row of docs/engines.md that says so. */
    readonly row: Difference;
    readonly expects: Otherwise<Expected>;
  };
};

/** What is expected of the engine under test. */
export async function onThisEngine<Expected>({ later, ...expected }: ByRelease<Expected>): Promise<Expected> {
  const common = expected as Expected;
  return later !== undefined && (await isLater(later.row)) ? { ...common, ...later.expects } : common;
}
