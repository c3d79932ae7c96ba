import { z } from "zod";
import type { Complain } from "../../check/complain.ts";
import { pick } from "../../check/pick.ts";
import { Problems } from "../../check/problems.ts";
import { dnsName, exactly } from "../../check/schemas.ts";
import { wellFormed } from "../../check/wellFormed.ts";
import { joinable } from "../../plan/pairs.ts";
import { workloadFields } from "../../workload/form.ts";
import { isLinkable, type Linkable } from "../../workload/link.ts";
import { checkedPlan, type ServerPlan, serverPlan } from "../../workload/plan.ts";
import { type Entry, type Link, linkTo, readAttachments, readWorkload } from "../../workload/read.ts";
import type { ProxyArgs, RouteArgs } from "./args.ts";
import { checkProxyRules, proxyFields, routeFields, routesOf } from "./form.ts";
import { siteOf } from "./tls.ts";
import { proxyExtra, proxyWorkload } from "./workload.ts";

/** The form of a proxy's arguments. */
export const proxySchema = schemaWith(z.custom<unknown>(isLinkable, "give a Workload"));

/** Two routes of one path are two wherever they lead. */
const schemaWithoutTargets = schemaWith(z.unknown());

function schemaWith(to: z.ZodType): z.ZodType {
  return exactly({
    ...proxyFields,
    ...pick(workloadFields, "segments", "app", "tier"),
    routes: routesOf(exactly({ ...routeFields, to })),
  });
}

/**
 * Reads a proxy's arguments.
 *
 * @throws ArgumentError with everything that is wrong.
 */
export function planProxy(name: string, args: ProxyArgs): ServerPlan {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  const sound: Partial<ProxyArgs> = problems.form("", proxySchema, args);
  const { routes = [], segments, ...proxy } = sound;
  const complain: Complain = (path, reason, unless) => problems.add(path, reason, unless);
  const allRoutes = problems.none ? routes : (wellFormed(schemaWithoutTargets, args).routes ?? []);
  checkProxyRules({ ...proxy, routes: allRoutes }, complain);
  const attachments = readAttachments(segments);
  if (proxy.publish === undefined && !attachments.some(({ value }) => value.serves)) {
    const reason = "nobody could call this proxy; publish it, or let it serve on one of its segments";
    complain("publish", reason, ["segments"]);
  }
  routes.forEach((route, index) => {
    checkTarget(route, `routes[${index}]`, complain);
  });
  const read = readWorkload(name, proxyWorkload(proxy), { attachments, links: linksOf(routes) });
  const routesTo = routes.flatMap(route => ({ ...route, to: route.to.linkTarget() }));
  const inner = new Problems();
  const plan = checkedPlan(read, inner, proxyExtra(proxy, routesTo));
  problems.addAll(inner, proxyPath);
  problems.throwIfAny("Proxy", name);
  return atSite(serverPlan(plan, read), proxy);
}

/** A proxy's plan, as what knows where it answers. */
export function atSite(
  { plan, endpoint }: ServerPlan,
  args: Pick<Partial<ProxyArgs>, "port" | "tls">,
): ServerPlan {
  return { plan, endpoint: { ...endpoint, site: siteOf(args) } };
}

/** What a proxy calls: each of its targets once, at the first of the routes that lead there. */
function linksOf(routes: readonly RouteArgs[]): Entry<Link>[] {
  const first = new Map<Linkable, string>();
  routes.forEach(({ to }, index) => {
    if (!first.has(to)) first.set(to, `routes[${index}].to`);
  });
  return [...first].map(([to, path]) => ({
    value: linkTo(to.linkTarget(), {}, undefined, joinable.find(to)),
    path,
  }));
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
export function proxyPath(path: string): string {
  return path
    .replace(/^publish\[0\]/, "publish")
    .replace(/^publish\[1\]/, "tls.redirect.publish")
    .replace(/^ports\[0\]/, "port")
    .replace(/^ports\[1\]/, "tls.redirect.port");
}
