import { wrap } from "../../topology/index.ts";
import { plain } from "../text/plain.ts";
import type { Examination, Step } from "./report.ts";

const marks: Readonly<Record<Step["outcome"], string>> = { fine: "ok   ", fault: "FAULT", unknown: "-    " };

/**
 * Writes what was found, the conclusion first.
 *
 * ```
 * wrong port: db1 listens on 0.0.0.0:5432 and not on 5433
 *     Call the port that it listens on, ...
 * ```
 */
export function examinationText({ container, target, conclusion, steps }: Examination): string {
  const whom = target === undefined ? container : `${container} => ${target}`;
  const head =
    conclusion === undefined
      ? wrap(plain(`${whom}: nothing is the matter.`))
      : [
          ...wrap(plain(`${conclusion.fault}: ${conclusion.what}.`)),
          ...wrap(plain(conclusion.remedy), "    "),
        ];
  const lines = steps.flatMap(({ outcome, name, detail }) =>
    wrap(plain(`${marks[outcome]}  ${name}: ${detail}`), "  ").map(line => line.trimEnd()),
  );
  return [...head, "", ...lines].join("\n");
}
