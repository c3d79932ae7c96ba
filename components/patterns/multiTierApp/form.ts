import { z } from "zod";
import { exactly, labels, pool, portNumber } from "../../check/schemas.ts";
import { linkFields, workloadFields } from "../../workload/form.ts";
import { databaseFields } from "../database/plan.ts";
import { proxyFields, routeFields, routesOf } from "../proxy/form.ts";

/** Whether there is such a tier is asked where all of them are known. */
const tierName = z.string();

const {
  segments: _s,
  app: _a,
  tier: _t,
  pool: _p,
  hostname: _h,
  link: _l,
  ...workloadTierFields
} = workloadFields;
const { hostname: _dh, ...databaseTierFields } = databaseFields;
const { hostname: _ph, pool: _pp, ...proxyTierFields } = proxyFields;

const link = z.union(
  [tierName, exactly({ to: tierName, ...linkFields })],
  "give a tier's name, or { to, prefix, secrets }",
);

export type TierKind = keyof typeof tierSchemas;

/** The form of each kind of tier. */
export const tierSchemas = {
  workload: exactly({
    ...workloadTierFields,
    kind: z.literal("workload").optional(),
    link: z.array(link).optional(),
  }),
  proxy: exactly({
    ...proxyTierFields,
    kind: z.literal("proxy"),
    routes: routesOf(exactly({ ...routeFields, to: tierName })),
  }),
  database: exactly({ ...databaseTierFields, kind: z.literal("database") }),
} as const;

/** The form of an application's arguments, without what is in its tiers. */
export const appSchema = exactly({
  tiers: z.record(z.string(), z.unknown()),
  flows: z.array(exactly({ from: tierName, to: tierName, port: portNumber.optional() })).optional(),
  pool: pool.optional(),
  subnets: z.record(z.string(), z.string()).optional(),
  labels: labels.optional(),
});
