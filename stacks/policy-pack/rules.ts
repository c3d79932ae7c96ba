import type { StackValidationPolicy } from "@pulumi/policy";
import { reach, topologyOf } from "../../policies/index.ts";

/** Payments are the business of the shop's front alone: whoever else reaches them was not asked about. */
export const paymentsFromWebOnly: StackValidationPolicy = {
  name: "payments-from-web-only",
  description: "Nobody outside tier web reaches payments",
  enforcementLevel: "mandatory",
  validateStack: ({ resources }, report) => {
    const { workloads } = topologyOf(resources);
    const others = workloads
      .filter(({ id, tier }) => tier !== "web" && id !== "payments")
      .map(({ id }) => id);
    for (const { from, to, via } of reach(resources).filter(({ verdict }) => verdict !== "denied"))
      if (to === "payments" && others.includes(from))
        report(`${from} reaches payments: ${via[0]?.detail ?? ""}.`);
  },
};

/** What is published to everybody is named for the pager. */
export const publishedHaveOwners: StackValidationPolicy = {
  name: "published-have-owners",
  description: "What publishes a port bears the label owner",
  enforcementLevel: "advisory",
  validateStack: ({ resources }, report) => {
    for (const { id, published, labels, origin } of topologyOf(resources).workloads)
      if (published.length > 0 && labels["owner"] === undefined)
        report(`${id} publishes a port and has no owner.`, origin);
  },
};
