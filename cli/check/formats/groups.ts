import type { Finding } from "../../../policies/index.ts";

/** Findings of one rule at one level. */
export interface Group extends Pick<Finding, "rule" | "level" | "severity"> {
  readonly findings: readonly Finding[];
  /** What to do, each once. */
  readonly remedies: readonly string[];
}

const severities: readonly Finding["severity"][] = ["critical", "high", "medium", "low"];

/** What nearly every container lacks: of equal weight, what is this file's own is told before it. */
const usual: ReadonlySet<string> = new Set([
  ...["net-raw", "no-new-privileges", "memory-limit", "capabilities-kept", "writable-root", "cpu-limit"],
  ...["pids-limit", "health-check", "image-digest"],
]);

/** Puts findings of one rule together: what refuses first, then the worst, and of those what is seldom. */
export function groupsOf(findings: readonly Finding[]): Group[] {
  const groups = [...Map.groupBy(findings, ({ rule, level }) => `${level} ${rule}`).values()];
  return groups
    .flatMap((own): Group[] => {
      const [first] = own;
      if (first === undefined) return [];
      const { rule, level, severity } = first;
      return [
        { rule, level, severity, findings: own, remedies: [...new Set(own.map(({ remedy }) => remedy))] },
      ];
    })
    .sort(
      (left, right) =>
        weightOf(left) - weightOf(right) || Number(usual.has(left.rule)) - Number(usual.has(right.rule)),
    );
}

/** Orders rules by what is at stake, those of equal weight as they were. */
export function byWeight(left: Pick<Finding, "severity">, right: Pick<Finding, "severity">): number {
  return severities.indexOf(left.severity) - severities.indexOf(right.severity);
}

function weightOf({ level, severity }: Group): number {
  return (level === "mandatory" ? 0 : severities.length) + severities.indexOf(severity);
}
