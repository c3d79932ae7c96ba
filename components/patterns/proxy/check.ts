import { z } from "zod";
import { type Complain, duplicates } from "../../check/complain.ts";
import { pick } from "../../check/pick.ts";
import { Problems } from "../../check/problems.ts";
import { dnsName, exactly, image, portNumber } from "../../check/schemas.ts";
import { wellFormed } from "../../check/wellFormed.ts";
import { checkWorkloadRules } from "../../workload/check.ts";
import { checkOuterSegment } from "../../workload/deploy.ts";
import { publishSchema, workloadFields } from "../../workload/form.ts";
import { checkNames } from "../../workload/namesTaken.ts";
import { isLinkable, segmentWishes } from "../../workload/wishes.ts";
import type { ProxyArgs, RouteArgs } from "./args.ts";
import { proxyWorkload, targetsOf } from "./workload.ts";

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

/** Checks everything about a proxy. */
export function checkProxy(name: string, args: ProxyArgs, problems: Problems): void {
  problems.form("name", dnsName, name);
  const sound = problems.form("", schemaWith(z.custom<unknown>(isLinkable, "give a Workload")), args);
  const whole: ProxyArgs = { image: "", routes: [], ...sound };
  const complain: Complain = (path, reason, unless) => problems.add(path, reason, unless);
  checkNames(name, whole, problems);
  // Two routes of one path are two wherever they lead.
  const { routes = [] } = wellFormed(schemaWith(z.unknown()), args);
  checkProxyRules({ ...whole, routes }, complain);
  checkCallable(whole, complain);
  whole.routes.forEach((route, index) => {
    checkTarget(route, `routes[${index}]`, complain);
  });
  const inner = new Problems();
  const workload = proxyWorkload(name, whole).args;
  checkWorkloadRules(name, workload, inner);
  checkOuterSegment(name, workload, inner);
  problems.addAll(inner, path => proxyPath(path, whole.routes));
}

function schemaWith(to: z.ZodType): z.ZodType {
  return exactly({
    ...proxyFields,
    ...pick(workloadFields, "segments", "app", "tier"),
    routes: routesOf(exactly({ ...routeFields, to })),
  });
}

/** A list of routes of a form. */
export function routesOf<Route extends z.ZodType>(route: Route): z.ZodArray<Route> {
  return z.array(route, "give a list of routes").min(1, "give at least one route");
}

/** What of a proxy's arguments can be checked without its targets. */
type OwnArgs = Pick<ProxyArgs, "server" | "balance" | "keepAlive"> & {
  readonly routes: readonly Omit<RouteArgs, "to">[];
};

/** Checks what the arguments have to do with each other; paths are those of a Proxy and of a proxy tier. */
export function checkProxyRules({ server, balance, keepAlive, routes }: OwnArgs, complain: Complain): void {
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

function checkCallable(args: ProxyArgs, complain: Complain): void {
  if (args.publish !== undefined || segmentWishes(args).some(({ serves }) => serves)) return;
  const reason = "nobody could call this proxy; publish it, or let it serve on one of its segments";
  complain("publish", reason, ["segments"]);
}

function checkTarget({ to, port }: RouteArgs, path: string, complain: Complain): void {
  const { workload } = to.linkTarget();
  const ports = workload.ports.filter(({ protocol }) => protocol === "tcp").map(open => open.port);
  if (workload.datastore !== undefined) {
    complain(`${path}.to`, `${workload.name} is a database, which speaks no HTTP; give a Workload`);
  } else if (ports.length === 0) {
    complain(`${path}.to`, `${workload.name} answers on no TCP port; give it ports`);
  } else if (port !== undefined && !ports.includes(port)) {
    complain(`${path}.port`, `${workload.name} does not answer on ${port}; it has ${ports.join(", ")}`);
  }
}

/** A path in the inner workload's arguments as the proxy's user knows it. */
export function proxyPath(path: string, routes: readonly Pick<RouteArgs, "to">[] = []): string {
  const link = /^link\[(\d+)\]/.exec(path);
  if (link !== null) {
    const target = targetsOf(routes)[Number(link[1])];
    return `routes[${target === undefined ? -1 : routes.map(({ to }) => to).indexOf(target)}].to`;
  }
  return path.replace(/^publish\[0\]/, "publish").replace(/^ports\[0\]/, "port");
}
