import { z } from "zod";
import { type Complain, duplicates } from "../../check/complain.ts";
import { pick } from "../../check/pick.ts";
import { exactly, image, inputString, portNumber } from "../../check/schemas.ts";
import { publishSchema, workloadFields } from "../../workload/form.ts";
import type { ProxyArgs, RouteArgs } from "./args.ts";
import { pairProblem, redirectPort, siteOf } from "./tls.ts";

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

/** The form of what a proxy and a proxy tier have in common. */
export const proxyFields = {
  image,
  server: z.enum(["haproxy", "nginx"]).optional(),
  port: portNumber.optional(),
  publish: publishSchema.omit({ port: true, protocol: true }).optional(),
  tls: exactly({
    certificate: inputString,
    key: inputString,
    redirect: exactly({
      port: portNumber.optional(),
      publish: publishSchema.omit({ port: true, protocol: true }).optional(),
    }).optional(),
  }).optional(),
  balance: z.enum(["roundrobin", "leastconn"]).optional(),
  keepAlive: z.boolean().optional(),
  accessLog: z.boolean().optional(),
  timeout: z.int("give a whole number of seconds").min(1, "give 1 or more").optional(),
  ...pick(
    workloadFields,
    "hostname",
    "replicas",
    "hardening",
    "limits",
    "labels",
    "pool",
    "placement",
    "after",
    "transform",
  ),
} as const;

/** A list of routes of a form. */
export function routesOf<Route extends z.ZodType>(route: Route): z.ZodArray<Route> {
  return z.array(route, "give a list of routes").min(1, "give at least one route");
}

/** What of a proxy's arguments can be checked without its targets. */
type OwnArgs = Pick<ProxyArgs, "server" | "balance" | "keepAlive" | "port" | "publish" | "tls"> & {
  readonly routes: readonly Omit<RouteArgs, "to">[];
};

/** Checks what the arguments have to do with each other; paths are those of a Proxy and of a proxy tier. */
export function checkProxyRules(args: OwnArgs, complain: Complain): void {
  const { server, balance, keepAlive, routes } = args;
  checkTls(args, complain);
  const keys = routes.map(({ host, path }) => `${host?.toLowerCase() ?? "any host"} ${path ?? "/"}`);
  duplicates(keys).forEach(([index, key]) => {
    const unless = [index, keys.indexOf(key)].flatMap(one => [`routes[${one}].host`, `routes[${one}].path`]);
    complain(`routes[${index}]`, `there is a route for ${key} already; give another host or path`, unless);
  });
  if (server !== "nginx") return;
  const haproxyOnly = 'nginx knows no such thing; leave it out, or take server "haproxy"';
  if (balance !== undefined) complain("balance", haproxyOnly);
  if (keepAlive !== undefined) complain("keepAlive", haproxyOnly);
  routes.forEach(({ check }, index) => {
    if (check !== undefined) complain(`routes[${index}].check`, haproxyOnly);
  });
}

function checkTls({ port, publish, tls }: OwnArgs, complain: Complain): void {
  if (tls === undefined) return;
  if (typeof tls.certificate === "string" && typeof tls.key === "string") {
    const problem = pairProblem(tls.certificate, tls.key);
    if (problem !== undefined) complain(problem.path, problem.reason);
  }
  if (tls.redirect === undefined) return;
  if (redirectPort({ tls }) === siteOf({ port, tls }).port) {
    complain("tls.redirect.port", "TLS is answered there; give another", ["port"]);
  }
  if (publish === undefined && tls.redirect.publish !== undefined) {
    complain("tls.redirect.publish", "it would lead to a port that is not published; give publish too", [
      "publish",
    ]);
  }
  if (publish !== undefined && publish.hostPort === undefined) {
    const reason = "where to redirect to is not known; give the host's port that TLS is published at";
    complain("publish.hostPort", reason, ["tls.redirect"]);
  }
}
