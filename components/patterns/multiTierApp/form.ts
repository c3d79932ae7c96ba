import { Resource } from "@pulumi/pulumi";
import { z } from "zod";
import { exactly, labels, pool, portNumber } from "../../check/schemas.ts";
import { linkFields, workloadFields } from "../../workload/form.ts";
import { placementSchema } from "../../workload/placement.ts";
import { databaseFields } from "../database/plan.ts";
import { jobFields } from "../job/plan.ts";
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
  after: _f,
  ...workloadTierFields
} = workloadFields;
const { segments: _js, app: _ja, tier: _jt, pool: _jp, link: _jl, after: _jf, ...jobTierFields } = jobFields;
const { hostname: _dh, ...databaseTierFields } = databaseFields;
const { hostname: _ph, pool: _pp, after: _pf, ...proxyTierFields } = proxyFields;

const link = z.union(
  [tierName, exactly({ to: tierName, ...linkFields })],
  "give a tier's name, or { to, prefix, secrets }",
);

const after = z.array(
  z.union(
    [tierName, z.custom<unknown>(value => Resource.isInstance(value), "give a resource")],
    "give a tier's name, or a resource",
  ),
);

export type TierKind = keyof typeof tierSchemas;

/** The form of each kind of tier. */
export const tierSchemas = {
  workload: exactly({
    ...workloadTierFields,
    kind: z.literal("workload").optional(),
    link: z.array(link).optional(),
    after: after.optional(),
  }),
  proxy: exactly({
    ...proxyTierFields,
    kind: z.literal("proxy"),
    routes: routesOf(exactly({ ...routeFields, to: tierName })),
    after: after.optional(),
  }),
  database: exactly({ ...databaseTierFields, kind: z.literal("database") }),
  job: exactly({
    ...jobTierFields,
    kind: z.literal("job"),
    link: z.array(link).optional(),
    after: after.optional(),
  }),
} as const;

/** The form of an application's arguments, without what is in its tiers. */
export const appSchema = exactly({
  tiers: z.record(z.string(), z.unknown()),
  flows: z.array(exactly({ from: tierName, to: tierName, port: portNumber.optional() })).optional(),
  pool: pool.optional(),
  subnets: z.record(z.string(), z.string()).optional(),
  placement: placementSchema.optional(),
  labels: labels.optional(),
});
