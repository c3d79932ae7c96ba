import type { RuleBook } from "../judge/judge.ts";
import type { Family, Rule } from "../rule.ts";
import { exceptions } from "./exceptions.ts";
import { privileges } from "./privileges.ts";

/** The rules about what is deployed, by family. */
const aboutTopology: readonly Family[] = [privileges];

/** All rules, by family. */
export const families: readonly Family[] = [...aboutTopology, exceptions];

/** All rules, in the order in which their findings are given. */
export const rules: readonly Rule[] = families.flatMap(family => family.rules);

export const ruleBook: RuleBook = {
  rules: aboutTopology.flatMap(family => family.rules),
  aboutExceptions: exceptions.rules,
};
