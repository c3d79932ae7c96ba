import type { Found, Rule } from "../rule.ts";

/** Whose words are spoken: those of a program of Pulumi's, or those of a compose file. */
export type Words = "stack" | "compose";

/** What a finding says and advises, in the words of its source. */
export function worded(
  words: Words,
  rule: Pick<Rule, "remedy" | "compose">,
  { message, remedy }: Pick<Found, "message" | "remedy">,
): { readonly message: string; readonly remedy: string } {
  if (words === "stack") return { message, remedy: remedy ?? rule.remedy };
  return { message: asService(message), remedy: asService(remedy ?? rule.compose?.remedy ?? rule.remedy) };
}

/** What a topology calls a workload, a compose file calls a service. */
function asService(text: string): string {
  return text
    .replace(/(?<=^|[\s(])workload(s?)(?=[\s,.:]|$)/g, "service$1")
    .replace(/(?<=^|\. )Workload(s?)(?= )/g, "Service$1");
}
