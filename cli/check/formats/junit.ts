import { type Finding, rules } from "../../../policies/index.ts";
import { element, escaped } from "../../junit/xml.ts";
import { remarkText } from "../../sources/subject.ts";
import { isOpen, type Judged } from "../result.ts";

/**
 * JUnit's XML, as continuous integration reads it: a suite for each source, a case for each rule. A case fails where
 * the rule is mandatory and broken; what is advisory is its output, and what is let pass makes it skipped.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function junit(results: readonly Judged[]): string {
  const suites = results.map(suite);
  const total = (count: keyof Counts): number => suites.reduce((sum, { counts }) => sum + counts[count], 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="bulkhead check" ${counted(total)}>`,
    ...suites.flatMap(({ lines }) => lines.map(line => `  ${line}`)),
    "</testsuites>",
  ].join("\n");
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

interface Suite {
  readonly counts: Counts;
  readonly lines: readonly string[];
}

function counted(count: (name: keyof Counts) => number): string {
  const names = ["tests", "failures", "errors", "skipped"] as const;
  return names.map(name => `${name}="${count(name)}"`).join(" ");
}

function suite(result: Judged): Suite {
  const cases = result.errors.length > 0 ? [unread(result)] : rules.map(({ id }) => ruleCase(id, result));
  const of = (what: Case["outcome"]): number => cases.filter(({ outcome }) => outcome === what).length;
  const counts = {
    tests: cases.length,
    failures: of("failure"),
    errors: of("error"),
    skipped: of("skipped"),
  };
  const head = `<testsuite name="${escaped(result.name)}" ${counted(name => counts[name])}>`;
  return {
    counts,
    lines: [head, ...cases.flatMap(({ lines }) => lines.map(line => `  ${line}`)), "</testsuite>"],
  };
}

interface Case {
  readonly outcome: "passed" | "failure" | "error" | "skipped";
  readonly lines: readonly string[];
}

function unread({ name, errors }: Judged): Case {
  const said = errors.map(remarkText).join("\n");
  const [first = ""] = errors.map(({ message }) => message);
  return testCase("can be read", name, "error", [element("error", first, said)]);
}

function ruleCase(id: string, { name, findings }: Judged): Case {
  const own = findings.filter(({ rule }) => rule === id);
  const open = own.filter(isOpen);
  const mandatory = open.filter(({ level }) => level === "mandatory");
  const output = own.filter(finding => !mandatory.includes(finding));
  const systemOut = output.length === 0 ? [] : [`<system-out>${escaped(lines(output))}</system-out>`];
  const [failure] = mandatory;
  if (failure !== undefined) {
    return testCase(id, name, "failure", [
      element("failure", failure.message, lines(mandatory)),
      ...systemOut,
    ]);
  }
  const [letPass] = own;
  if (open.length === 0 && letPass?.excepted !== undefined) {
    const { reason, owner, expiry } = letPass.excepted;
    const why = `let pass by ${owner} until ${expiry}: ${reason}`;
    return testCase(id, name, "skipped", [`<skipped message="${escaped(why)}"/>`, ...systemOut]);
  }
  return testCase(id, name, "passed", systemOut);
}

function testCase(name: string, source: string, outcome: Case["outcome"], inside: readonly string[]): Case {
  const head = `<testcase name="${escaped(name)}" classname="${escaped(source)}"`;
  if (inside.length === 0) return { outcome, lines: [`${head}/>`] };
  return { outcome, lines: [`${head}>`, ...inside.map(line => `  ${line}`), "</testcase>"] };
}

function lines(findings: readonly Finding[]): string {
  return findings
    .map(({ file, line, resource, message, remedy }) =>
      remarkText({
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { line }),
        message: `${resource}: ${message} ${remedy}`,
      }),
    )
    .join("\n");
}
