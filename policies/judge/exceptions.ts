import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import type { Source } from "../../topology/index.ts";
import { type Exception, type Exceptions, isExpired, type Review } from "../exception.ts";
import type { Finding } from "./finding.ts";

/** What is wrong with a file of exceptions, all of it. */
export class ExceptionsError extends Error {
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[]) {
    super(`The exceptions in ${file} are wrong: ${problems.join("; ")}.`);
    this.name = "ExceptionsError";
    this.problems = problems;
  }
}

const required = ["rule", "resource", "reason", "owner", "expiry"] as const;
const optional = ["evidence"] as const;
const fields: readonly string[] = [...required, ...optional];

/**
 * Reads a file of exceptions: YAML, a list under `exceptions`.
 *
 * @param file its name, for messages and for findings about its exceptions.
 * @param rules the ids there are.
 * @throws ExceptionsError with every problem and its line.
 */
export function parseExceptions(file: string, text: string, rules: ReadonlySet<string>): Exceptions {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problems = document.errors.map(({ message }) => message.split("\n")[0] ?? message);
  if (problems.length > 0) throw new ExceptionsError(file, problems);
  if (document.contents === null) return [];
  const list = isMap(document.contents) ? document.get("exceptions") : undefined;
  if (!isSeq(list)) throw new ExceptionsError(file, ["it must have a list `exceptions`"]);
  const read = list.items.map(item => {
    const range = typeof item === "object" && item !== null && "range" in item ? item.range : undefined;
    const line = Array.isArray(range) ? lines.linePos(Number(range[0])).line : 1;
    const entry: unknown = isMap(item) ? item.toJSON() : undefined;
    return { line, ...exceptionOf(entry, { file, line }, rules) };
  });
  for (const { line, wrong } of read) problems.push(...wrong.map(text => `line ${line}: ${text}`));
  if (problems.length > 0) throw new ExceptionsError(file, problems);
  return read.map(({ exception }) => exception);
}

function exceptionOf(
  entry: unknown,
  source: Source,
  rules: ReadonlySet<string>,
): { exception: Exception; wrong: readonly string[] } {
  const given: Readonly<Record<string, unknown>> =
    typeof entry === "object" && entry !== null ? { ...entry } : {};
  const text = (name: string): string => (typeof given[name] === "string" ? given[name].trim() : "");
  const [rule, expiry, evidence] = [text("rule"), text("expiry"), text("evidence")];
  const wrong = [
    ...required.filter(name => text(name) === "").map(name => `${name} is missing, or no text`),
    ...Object.keys(given)
      .filter(name => !fields.includes(name))
      .map(name => `an exception has no field "${name}"`),
    ...(rule === "" || rules.has(rule) ? [] : [`there is no rule "${rule}"`]),
    ...(expiry === "" || isDay(expiry) ? [] : [`expiry must be a day such as 2027-01-31, not "${expiry}"`]),
  ];
  const exception: Exception = {
    rule,
    resource: text("resource"),
    ...(evidence === "" ? {} : { evidence }),
    reason: text("reason"),
    owner: text("owner"),
    expiry,
    source,
  };
  return { exception, wrong };
}

/** Whether a text is a day such as `2027-01-31`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}

/** What is wrong with an exception that a program gives. */
export function wrongWithException(given: unknown, rules: ReadonlySet<string>): readonly string[] {
  const { source: _, ...entry } = { ...(given as Partial<Exception>) };
  return exceptionOf(entry, { file: "", line: 1 }, rules).wrong;
}

/** Marks the findings that exceptions cover. Each covers its own resource alone, and none when it has expired. */
export function cover(
  findings: readonly Finding[],
  exceptions: Exceptions,
  today: string,
): { findings: Finding[]; review: Review } {
  const holding = exceptions.filter(exception => !isExpired(exception, today));
  const byTarget = Map.groupBy(holding, ({ rule, resource }) => targetOf(rule, resource));
  const used = new Set<Exception>();
  const marked = findings.map(finding => {
    const candidates = byTarget.get(targetOf(finding.rule, finding.resource)) ?? [];
    const found = candidates.find(({ evidence }) => evidence === undefined || evidence === finding.evidence);
    if (found === undefined) return finding;
    used.add(found);
    const { reason, owner, expiry } = found;
    return { ...finding, excepted: { reason, owner, expiry } };
  });
  return { findings: marked, review: { exceptions, used, today } };
}

function targetOf(rule: string, resource: string): string {
  return `${rule} ${resource}`;
}
