import { z } from "zod";
import type { Problems } from "../../check/problems.ts";
import { exactly, inputString, portNumber } from "../../check/schemas.ts";
import { checkWorkload, publishSchema, workloadFields } from "../../workload/check.ts";
import type { ProxyArgs, RouteArgs } from "./args.ts";
import { proxyWorkload } from "./workload.ts";

const pathBeginning = z
  .string()
  .regex(/^\/[\w\-./~%]*$/, "give the beginning of a path, such as /api/; letters, digits and -._~/% only");

export const routeFields = {
  port: portNumber.optional(),
  host: z
    .string()
    .regex(/^[a-zA-Z0-9.-]+$/, "give a host name, such as shop.example.com")
    .optional(),
  path: pathBeginning.optional(),
  check: pathBeginning.optional(),
} as const;

const {
  hostname,
  replicas,
  segments,
  hardening,
  limits,
  labels,
  app,
  tier,
  pool,
  placement,
  after,
  transform,
} = workloadFields;

/** The form of what a proxy and a proxy tier have in common. */
export const proxyFields = {
  image: inputString,
  server: z.enum(["haproxy", "nginx"], 'give "haproxy" or "nginx"').optional(),
  port: portNumber.optional(),
  publish: publishSchema.omit({ port: true, protocol: true }).optional(),
  balance: z.enum(["roundrobin", "leastconn"], 'give "roundrobin" or "leastconn"').optional(),
  timeout: z.int("give a whole number of seconds").min(1, "give 1 or more").optional(),
  hostname,
  replicas,
  hardening,
  limits,
  labels,
  pool,
  placement,
  after,
  transform,
} as const;

/** Checks everything about a proxy; paths begin with `base`. */
export function checkProxy(name: string, args: ProxyArgs, base: string, problems: Problems): void {
  const before = problems.count;
  const to = z.custom<unknown>(isLinkable, "give a Workload");
  const route = exactly({ ...routeFields, to });
  const routes = z.array(route, "give a list of routes").min(1, "give at least one route");
  problems.form(base, exactly({ ...proxyFields, segments, app, tier, routes }), args);
  if (problems.count > before) return;
  checkRoutes(args.routes, base, problems);
  if (problems.count > before) return;
  checkWorkload(name, proxyWorkload(name, args).args, base, problems);
}

/** Checks what two routes have to do with each other, and with their targets. */
function checkRoutes(routes: readonly RouteArgs[], base: string, problems: Problems): void {
  const at = (index: number): string => (base === "" ? `routes[${index}]` : `${base}.routes[${index}]`);
  const keys = routes.map(({ host, path }) => `${host ?? "any host"} ${path ?? "any path"}`);
  routes.forEach(({ to, port }, index) => {
    if (keys.indexOf(keys[index] ?? "") < index)
      problems.add(at(index), `a route for ${keys[index]} is there already`);
    const { workload } = to.linkTarget();
    if (workload.ports.length === 0)
      problems.add(`${at(index)}.to`, `${workload.name} answers on no port; give it ports`);
    else if (port !== undefined && !workload.ports.some(open => open.port === port)) {
      problems.add(`${at(index)}.port`, `${workload.name} does not answer on ${port}`);
    }
  });
}

function isLinkable(value: unknown): boolean {
  return typeof (value as { linkTarget?: unknown } | null)?.linkTarget === "function";
}
