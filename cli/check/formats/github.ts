import type { Finding } from "../../../policies/index.ts";
import type { Remark } from "../../sources/subject.ts";
import { isOpen, type Judged } from "../result.ts";

/**
 * Annotations of a GitHub workflow, one a line.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function github(results: readonly Judged[]): string {
  return results
    .flatMap(({ file, findings, errors }) => [
      ...errors.map(error => annotation("error", { file, ...error }, "cannot be read", error.message)),
      ...findings.filter(isOpen).map(finding => findingAnnotation(finding, file)),
    ])
    .join("\n");
}

function findingAnnotation(finding: Finding, file: string | undefined): string {
  const { level, rule, resource, message, remedy } = finding;
  const kind = level === "mandatory" ? "error" : "warning";
  return annotation(kind, { file, ...finding }, `${rule}: ${resource}`, `${message} ${remedy}`);
}

function annotation(
  kind: "error" | "warning",
  { file, line, column }: { file?: string | undefined } & Pick<Remark, "line" | "column">,
  title: string,
  message: string,
): string {
  const properties = [
    ...(file === undefined ? [] : [`file=${property(file)}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
    `title=${property(title)}`,
  ];
  return `::${kind} ${properties.join(",")}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
