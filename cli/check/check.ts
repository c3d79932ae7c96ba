import { onEngine, readSubject } from "../commands/source.ts";
import { CliFailure } from "../failure.ts";
import { print } from "../output.ts";
import { remarkText, type Subject } from "../sources/subject.ts";
import { withoutKnown, writeBaseline } from "./baseline.ts";
import { judgeSubject, onceEach, statusOf } from "./judge.ts";
import type { CheckOptions } from "./options.ts";
import { remarkLines } from "./remarks.ts";
import { render } from "./render.ts";
import { surroundingsOf } from "./surroundings.ts";

/** Judges what the arguments name, writes what was found, and gives the exit status. */
export async function check(files: readonly string[], options: CheckOptions): Promise<number> {
  if (options.fix) return await fixAll(files, options);
  const subjects = await subjectsOf(files, options);
  const judged = onceEach(await Promise.all(subjects.map(subject => judgeSubject(subject, options))));
  const results = options.baseline === undefined ? judged : await withoutKnown(options.baseline, judged);
  const said = subjects.flatMap(subject => [
    ...subject.problems.map(remarkText),
    ...(options.quiet ? [] : remarkLines(subject)),
  ]);
  for (const line of said) process.stderr.write(`${line}\n`);
  const text = await render(options.format, results, { all: options.all, said: said.length });
  if (text !== "") print(text);
  if (options.writeBaseline === undefined) return statusOf(results, options.failOn);
  await writeBaseline(options.writeBaseline, judged);
  return statusOf(
    judged.map(result => ({ ...result, findings: [] })),
    options.failOn,
  );
}

/** Compose files are mended; a program is its author's to change. */
async function fixAll(files: readonly string[], options: CheckOptions): Promise<number> {
  const projects = [
    ...files.map(file => [file]),
    ...(options.compose === undefined ? [] : [options.compose]),
  ];
  if (projects.length === 0)
    throw new CliFailure("--fix mends compose files, and none is named.", "Give their paths.");
  const { profile: _, ...rest } = options;
  const settings = { ...rest, environment: surroundingsOf(process.env) };
  const { composeSubject } = await import("../sources/compose.ts");
  const { fix } = await import("./fix/command.ts");
  const sources = projects.map(given => ({ given, settings }));
  return await fix(
    sources.map(source => ({ subject: composeSubject(source.given, settings), source })),
    options,
  );
}

/** Each file is a project of its own; without any, it is what the options name. */
async function subjectsOf(files: readonly string[], options: CheckOptions): Promise<Subject[]> {
  const { stack, preview, state, compose, engine } = options;
  const names = [stack, preview, state, compose, engine].some(source => source !== undefined);
  // `--profile` chooses levels here.
  const { profile: _, ...settings } = options;
  const sourced = { ...settings, environment: surroundingsOf(process.env) };
  if (files.length === 0) return [await readSubject(sourced)];
  const { composeSubject } = await import("../sources/compose.ts");
  const own = files.map(file => onEngine(composeSubject([file], sourced), sourced));
  return names ? [...own, await readSubject(sourced)] : own;
}
