import type { Finding } from "../../policies/index.ts";
import { type Difference, diffMarkdown, diffMermaid, isDifferent } from "../../topology/index.ts";
import { isOpen } from "../check/result.ts";
import type { Remark } from "../sources/subject.ts";

/** What the comment is about. */
export interface Comparison {
  /** The stack or the compose files. */
  readonly subject: string;
  /** The revision compared with, shortened. */
  readonly base: string;
  /** Who can reach whom, then and now; undefined where one of the two is not known. */
  readonly difference: Difference | undefined;
  /** Why the base is not known. */
  readonly noBase: string | undefined;
  /** Of the pull request and of its base. */
  readonly findings: readonly Finding[];
  readonly baseFindings: readonly Finding[];
  /** Why the pull request itself cannot be told. */
  readonly errors: readonly Remark[];
}

/** GitHub takes 65,536 characters. */
const most = 60_000;
const mostRows = 50;

/** The comment on a pull request: what it changes about who can reach whom, as a table and a picture, and new findings. */
export function commentText(comparison: Comparison): string {
  const whole = text(comparison, true);
  if (whole.length <= most) return whole;
  const plain = text(comparison, false);
  return plain.length <= most ? plain : `${plain.slice(0, most)}\n\n… and more: see the workflow's summary.`;
}

function text(comparison: Comparison, withPicture: boolean): string {
  const { subject, base } = comparison;
  return [
    `### Bulkhead: ${code(subject)}, compared with ${code(base)}`,
    ...errorLines(comparison),
    ...reachLines(comparison, withPicture),
    ...findingLines(comparison),
  ].join("\n\n");
}

function errorLines({ errors }: Comparison): string[] {
  if (errors.length === 0) return [];
  const rows = errors.map(({ file = "", line, message }) => [file, String(line ?? ""), message]);
  return ["**It cannot be told what this reaches.**", table(["file", "line", "what is wrong"], rows)];
}

function reachLines({ difference, noBase }: Comparison, withPicture: boolean): string[] {
  if (noBase !== undefined) return [noBase];
  if (difference === undefined) return [];
  if (!isDifferent(difference)) return ["Who can reach whom stays the same."];
  const picture = ["```mermaid", diffMermaid(difference), "```"].join("\n");
  return [
    diffMarkdown(difference),
    ...(withPicture ? [picture] : ["(The picture is too large for a comment.)"]),
  ];
}

/** What the pull request brings, and how much of what was there before is mended. */
function findingLines({ findings, baseFindings }: Comparison): string[] {
  const [now, before] = [openByFingerprint(findings), openByFingerprint(baseFindings)];
  const fresh = [...now].filter(([fingerprint]) => !before.has(fingerprint)).map(([, finding]) => finding);
  const mended = [...before.keys()].filter(fingerprint => !now.has(fingerprint)).length;
  const rows = fresh
    .toSorted((left, right) => rank(left) - rank(right))
    .map(({ level, rule, resource, message, remedy, file, line }) => [
      level === "mandatory" ? `**${rule}**` : rule,
      code(resource),
      [file, line].filter(part => part !== undefined).join(":"),
      `${message} ${remedy}`,
    ]);
  const counts = `Findings: ${fresh.length} new, ${mended} mended, ${now.size - fresh.length} as before.`;
  if (rows.length === 0) return [counts];
  const more = rows.length > mostRows ? [`… and ${rows.length - mostRows} more.`] : [];
  return [counts, table(["rule", "about", "where", "what"], rows.slice(0, mostRows)), ...more];
}

function openByFingerprint(findings: readonly Finding[]): Map<string, Finding> {
  return new Map(findings.filter(isOpen).map(finding => [finding.fingerprint, finding]));
}

function rank({ level }: Finding): number {
  return level === "mandatory" ? 0 : 1;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function cell(words: string): string {
  return words.replaceAll("|", "\\|").replaceAll("<", "&lt;").replace(/\s+/g, " ");
}

function code(words: string): string {
  return `\`${words.replaceAll("`", "'")}\``;
}
