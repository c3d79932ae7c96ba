import { families } from "../rules/index.ts";
import { familyPage, indexPage } from "./rulePage.ts";

/**
 * The documentation of all rules, by file name.
 *
 * @param intro what stands before the list of rules.
 */
export function rulePages(intro: string): Map<string, string> {
  return new Map([
    ["README.md", indexPage(families, intro)],
    ...families.map(family => [`${family.id}.md`, familyPage(family)] as const),
  ]);
}
