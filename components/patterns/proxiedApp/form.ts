import { z } from "zod";
import { dnsName, exactly, labels, pool, portNumber, resources } from "../../check/schemas.ts";
import { workloadFields } from "../../workload/form.ts";
import { placementSchema } from "../../workload/placement.ts";
import { proxyFields, routeFields } from "../proxy/form.ts";

const { hostname: _h, app: _a, tier: _t, pool: _p, ...serviceFields } = workloadFields;
const { hostname: _ph, pool: _pp, labels: _pl, after: _pa, ...ownProxyFields } = proxyFields;

const route = exactly({ host: routeFields.host, path: routeFields.path });

/** The form of an application's proxy. */
export const proxySchema = exactly(ownProxyFields);

/** The form of a service. */
export const serviceSchema = exactly({
  ...serviceFields,
  routes: z.array(route).min(1, "give at least one, or leave it out").optional(),
  routePort: portNumber.optional(),
  check: routeFields.check,
});

/** The form of an application's arguments, without what is in its proxy and its services. */
export const schema = exactly({
  proxy: z.looseObject({}),
  services: z.record(z.string(), z.unknown()),
  hostname: dnsName.optional(),
  pool: pool.optional(),
  placement: placementSchema.optional(),
  labels: labels.optional(),
  after: resources.optional(),
});
