import type { Complain } from "../../check/complain.ts";
import { checkVariables } from "../../workload/checkLinks.ts";
import type { LinkForm } from "../../workload/linkInputs.ts";
import { variablePrefix, workloadVariables } from "../../workload/linkTarget.ts";
import { databasePrefix, databaseVariables } from "../database/link.ts";
import type { DatabaseTierArgs, TierLinkArgs, WorkloadTierArgs } from "./args.ts";
import { kindOf, portsOf } from "./tiers.ts";

/** Checks that no variable a tier's links bring comes from two places. */
export function checkTierLinks(
  links: readonly (string | TierLinkArgs<string>)[],
  args: Pick<WorkloadTierArgs<string>, "environment" | "secrets" | "listenVariable">,
  tiers: ReadonlyMap<string, unknown>,
  complain: Complain,
): void {
  const forms = links.map((link): LinkForm => {
    const { to, prefix, secrets = "file" } = typeof link === "string" ? { to: link } : link;
    const target = targetOf(to, tiers.get(to));
    return { variables: target.variables, prefix: prefix ?? target.prefix, secrets };
  });
  checkVariables(forms, args, complain);
}

/** What a link to a tier will bring, as far as names go. */
function targetOf(name: string, tier: unknown): Pick<LinkForm, "variables" | "prefix"> {
  if (kindOf(tier) === "database") {
    const args: DatabaseTierArgs = {
      image: "",
      password: "",
      ...(tier as Omit<DatabaseTierArgs, "image" | "password">),
    };
    return { prefix: databasePrefix(args), variables: databaseVariables(name, args) };
  }
  const [first] = portsOf(tier) ?? [];
  return { prefix: variablePrefix(name), variables: workloadVariables(name, first?.port) };
}
