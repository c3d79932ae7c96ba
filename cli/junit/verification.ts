import {
  type Egress,
  isFine,
  type LiveChange,
  type Probe,
  type Verification,
} from "../../observe/prober/index.ts";
import { element, escaped } from "./xml.ts";

/**
 * JUnit's XML of a verification, as continuous integration reads it: a case for each connection, way out and change.
 * One that shows nothing for certain is an error, not a success.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function verifyJunit({
  name,
  probes,
  egress = [],
  changes = [],
  down = [],
  unseen = [],
}: Verification): string {
  const cases = [
    ...probes.map(probe => probeCase(name, probe, `${probe.protocol} ${probe.port}`)),
    ...egress.map(way => probeCase(name, way, "way out")),
    ...changes.filter(({ matters }) => matters).map(change => changeCase(name, change)),
    ...down.map(
      (workload): Case => ({
        outcome: "error",
        text: testCase(
          name,
          `${workload} runs`,
          element("error", "no container of it runs", "nothing was tried from it"),
        ),
      }),
    ),
    ...unseen.map(
      ({ node, workloads }): Case => ({
        outcome: "error",
        text: testCase(
          name,
          `${node} is asked`,
          element(
            "error",
            "its engine was not named",
            `nothing was tried from ${workloads.join(", ")} there`,
          ),
        ),
      }),
    ),
  ];
  const count = (outcome: Case["outcome"]): number => cases.filter(one => one.outcome === outcome).length;
  const counts = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="bulkhead verify" ${counts}>`,
    `  <testsuite name="${escaped(name)}" ${counts}>`,
    ...cases.map(({ text }) => `    ${text}`),
    "  </testsuite>",
    "</testsuites>",
  ].join("\n");
}

interface Case {
  readonly outcome: "passed" | "failure" | "error";
  readonly text: string;
}

function probeCase(suite: string, one: Probe | Egress, what: string): Case {
  const title = `${one.from} => ${one.to} ${what} ${one.declared ? "declared" : "closed"}`;
  if (isFine(one)) return { outcome: "passed", text: testCase(suite, title, outputOf(one)) };
  const outcome = one.verdict === "inconclusive" ? "error" : "failure";
  const said = `${one.cause ?? ""}\n${one.remedy ?? ""}`;
  return { outcome, text: testCase(suite, title, element(outcome, `${one.verdict}: ${one.found}`, said)) };
}

/** What is told of one that passes all the same. */
function outputOf(one: Probe | Egress): string {
  if (!("acknowledged" in one)) return "";
  return `<system-out>${escaped(`${one.acknowledged}: ${one.cause ?? ""}\n${one.remedy ?? ""}`)}</system-out>`;
}

function changeCase(suite: string, { subject, kind, cause, remedy }: LiveChange): Case {
  const text = testCase(suite, `${subject} as declared: ${kind}`, element("failure", cause, remedy));
  return { outcome: "failure", text };
}

function testCase(suite: string, title: string, inside: string): string {
  const head = `<testcase classname="${escaped(suite)}" name="${escaped(title)}"`;
  return inside === "" ? `${head}/>` : `${head}>${inside}</testcase>`;
}
