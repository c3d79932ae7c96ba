import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { type Finding, type Rule, rules, type Severity } from "../../../policies/index.ts";
import type { Remark } from "../../sources/subject.ts";
import type { Judged } from "../result.ts";

/**
 * SARIF 2.1.0, as code scanning reads it.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(results: readonly Judged[]): string {
  const errors = results.flatMap(result => result.errors.map(error => notification(error, result.file)));
  const run = {
    tool: { driver: { name: "bulkhead", rules: rules.map(descriptor) } },
    invocations: [{ executionSuccessful: errors.length === 0, toolExecutionNotifications: errors }],
    results: results.flatMap(({ file, findings }) => findings.map(finding => result(finding, file))),
    columnKind: "utf16CodeUnits",
  };
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [run],
  };
  return JSON.stringify(log, null, 2);
}

/** From 0 to 10, as GitHub takes it for the severity of a security rule. */
const scores: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

function descriptor({ id, title, severity, level, rationale, remedy, exception, cis }: Rule): object {
  const help = [rationale, remedy, ...(exception === undefined ? [] : [exception])].join("\n\n");
  return {
    id,
    name: id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: rationale },
    help: { text: help, markdown: help },
    defaultConfiguration: {
      enabled: level !== "disabled",
      level: level === "advisory" ? "warning" : "error",
    },
    properties: {
      tags: ["security", ...(cis === undefined ? [] : [`CIS Docker ${cis}`])],
      "security-severity": scores[severity],
    },
  };
}

function result(finding: Finding, file: string | undefined): object {
  const { rule, level, message, remedy, resource, fingerprint, excepted } = finding;
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: level === "mandatory" ? "error" : "warning",
    message: { text: `${message} ${remedy}` },
    locations: [
      {
        ...physicalLocation({ file, ...finding }),
        logicalLocations: [{ fullyQualifiedName: resource, kind: "resource" }],
      },
    ],
    partialFingerprints: { "bulkhead/v1": fingerprint },
    ...(excepted === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: "external",
              status: "accepted",
              justification: `${excepted.reason} (${excepted.owner}, until ${excepted.expiry})`,
            },
          ],
        }),
  };
}

function notification(error: Remark, file: string | undefined): object {
  return {
    level: "error",
    message: { text: error.message },
    locations: [physicalLocation({ file, ...error })],
  };
}

/** Where it is written; nothing where nobody knows. */
function physicalLocation({
  file,
  line = 1,
  column,
}: { readonly file?: string | undefined } & Pick<Remark, "line" | "column">): object {
  if (file === undefined) return {};
  const region = { startLine: line, ...(column === undefined ? {} : { startColumn: column }) };
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } };
}

/** Relative paths stay so: they are seen from the root of the repository, where the command is run. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  const parts = file
    .replaceAll("\\", "/")
    .replace(/^(?:\.\/)+/, "")
    .split("/");
  return parts.map(encodeURIComponent).join("/");
}
