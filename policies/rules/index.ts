import type { RuleBook } from "../judge/judge.ts";
import type { Family, Rule } from "../rule.ts";
import { datastores } from "./datastores.ts";
import { egress } from "./egress.ts";
import { exceptions } from "./exceptions.ts";
import { images } from "./images.ts";
import { isolation } from "./isolation.ts";
import { mounts } from "./mounts.ts";
import { names } from "./names.ts";
import { networks } from "./networks.ts";
import { privileges } from "./privileges.ts";
import { publishing } from "./publishing.ts";
import { reachability } from "./reachability.ts";
import { resources } from "./resources.ts";
import { secrets } from "./secrets.ts";
import { sharing } from "./sharing.ts";
import { wiring } from "./wiring.ts";

/** The rules about what is deployed, by family. */
const aboutTopology: readonly Family[] = [
  reachability,
  egress,
  networks,
  publishing,
  datastores,
  privileges,
  isolation,
  mounts,
  sharing,
  resources,
  images,
  secrets,
  wiring,
  names,
];

/** All rules, by family. */
export const families: readonly Family[] = [...aboutTopology, exceptions];

/** All rules, in the order in which their findings are given. */
export const rules: readonly Rule[] = families.flatMap(family => family.rules);

export const ruleBook: RuleBook = {
  rules: aboutTopology.flatMap(family => family.rules),
  aboutExceptions: exceptions.rules,
};
