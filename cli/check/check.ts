import { readSubject } from "../commands/source.ts";
import { print } from "../output.ts";
import { remarkText, type Subject } from "../sources/subject.ts";
import { judgeSubject, onceEach, statusOf } from "./judge.ts";
import type { CheckOptions } from "./options.ts";
import { render } from "./render.ts";

/** Judges what the arguments name, writes what was found, and gives the exit status. */
export async function check(files: readonly string[], options: CheckOptions): Promise<number> {
  const subjects = await subjectsOf(files, options);
  const results = onceEach(await Promise.all(subjects.map(subject => judgeSubject(subject, options))));
  const said = subjects.flatMap(({ problems, remarks }) => [...problems, ...(options.quiet ? [] : remarks)]);
  for (const remark of said) process.stderr.write(`${remarkText(remark)}\n`);
  const text = await render(options.format, results);
  if (text !== "") print(text);
  return statusOf(results, options.failOn);
}

/** Each file is a project of its own; without any, it is what the options name. */
async function subjectsOf(files: readonly string[], options: CheckOptions): Promise<Subject[]> {
  const { stack, preview, state, compose, engine } = options;
  const names = [stack, preview, state, compose, engine].some(source => source !== undefined);
  if (files.length === 0) return [await readSubject(options)];
  const { composeSubject } = await import("../sources/compose.ts");
  const own = files.map(file => composeSubject([file], options));
  return names ? [...own, await readSubject(options)] : own;
}
