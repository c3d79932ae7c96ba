import { engine } from "../harness/engine.ts";

/** The lines of engines that differ in what they show or take; docs/engines.md says how. */
export type EngineLine = "20.10" | "29";

/** What is expected otherwise; undefined for what is not expected. */
type Otherwise<Expected> = { readonly [Key in keyof Expected]?: Expected[Key] | undefined };

/** What is expected, but for what one line of engines does otherwise. */
export type ByLine<Expected> = Expected & {
  readonly on?: Partial<Readonly<Record<EngineLine, Otherwise<Expected>>>>;
};

/** The line of the engine under test. */
export async function engineLine(): Promise<EngineLine> {
  return (await engine.speaks("1.44")) ? "29" : "20.10";
}

/** What is expected of the engine under test. */
export async function onThisEngine<Expected>({ on, ...expected }: ByLine<Expected>): Promise<Expected> {
  return { ...(expected as Expected), ...on?.[await engineLine()] };
}
