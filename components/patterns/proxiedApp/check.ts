import { z } from "zod";
import { below } from "../../check/complain.ts";
import { Problems, pathText } from "../../check/problems.ts";
import { dnsName, exactly, labels, pool, portNumber, resources } from "../../check/schemas.ts";
import { checkUnique } from "../../check/unique.ts";
import { placeSubnets, type SubnetWish } from "../../network/placement.ts";
import { checkWorkloadRules } from "../../workload/check.ts";
import { outerSegmentWish } from "../../workload/deploy.ts";
import { workloadFields } from "../../workload/form.ts";
import { portWishes } from "../../workload/ports/wishes.ts";
import { wantsOuterSegment } from "../../workload/wishes.ts";
import { checkProxyRules, proxyFields, proxyPath, routeFields } from "../proxy/check.ts";
import { defaultProxyPort } from "../proxy/workload.ts";
import { checkReplicaNames } from "../replicaNames.ts";
import type { ProxiedAppArgs, ServiceArgs } from "./args.ts";
import { backendName, frontendName, proxyName, serviceName } from "./names.ts";

const { hostname: _h, app: _a, tier: _t, pool: _p, ...serviceFields } = workloadFields;
const { hostname: _ph, pool: _pp, labels: _pl, after: _pa, ...ownProxyFields } = proxyFields;

const route = exactly({ host: routeFields.host, path: routeFields.path });

const proxySchema = exactly(ownProxyFields);

const serviceSchema = exactly({
  ...serviceFields,
  routes: z.array(route).min(1, "give at least one, or leave it out").optional(),
  routePort: portNumber.optional(),
  check: routeFields.check,
});

/** The form of an application's arguments, without what is in its proxy and its services. */
const schema = exactly({
  proxy: z.looseObject({}),
  services: z.record(z.string(), z.unknown()),
  hostname: dnsName.optional(),
  pool: pool.optional(),
  labels: labels.optional(),
  after: resources.optional(),
});

/** Checks a whole application before anything of it is made. */
export function checkProxiedApp(name: string, args: ProxiedAppArgs, problems: Problems): void {
  problems.form("name", dnsName, name);
  const { proxy, services: given = {}, pool } = problems.form("", schema, args);
  const services: Services = new Map(
    Object.entries(given).map(([service, one]) => [
      service,
      problems.form(servicePath(service), serviceSchema, one),
    ]),
  );
  if (services.size === 0) problems.add("services", "there is nothing behind the proxy; give at least one");
  for (const [service, one] of services) checkService(service, one, problems);
  const replicas = new Map([...services].map(([service, { replicas = 1 }]) => [service, replicas]));
  checkReplicaNames(replicas, servicePath, problems);
  const soundProxy = proxy === undefined ? {} : problems.form("proxy", proxySchema, proxy);
  checkProxy(soundProxy, services, problems);
  checkNames(name, services, problems);
  placeSubnets(subnetWishes(name, soundProxy, services, pool), problems);
}

/** What of each service's arguments is well-formed. */
type Services = ReadonlyMap<string, Partial<ServiceArgs>>;
type ProxyPart = Partial<ProxiedAppArgs["proxy"]>;

function servicePath(service: string): string {
  return pathText(["services", service]);
}

function checkService(service: string, args: Partial<ServiceArgs>, problems: Problems): void {
  const path = servicePath(service);
  problems.key(path, dnsName, service);
  if (service === "proxy") problems.add(path, "the proxy has that name; choose another");
  const inner = new Problems();
  checkWorkloadRules(service, args, inner);
  problems.addAll(inner, inside => (inside === "name" ? path : below(path, inside)));
  const ports = portWishes(args).filter(({ protocol }) => protocol === "tcp");
  if (args.hostNetwork !== undefined) {
    problems.add(
      `${path}.hostNetwork`,
      "a service is called by its proxy, on a network of theirs; leave it out",
    );
  } else if (ports.length === 0) {
    problems.add(`${path}.ports`, "requests need a TCP port to go to; give it ports", [`${path}.ports`]);
  } else if (args.routePort !== undefined && !ports.some(({ port }) => port === args.routePort)) {
    const open = ports.map(({ port }) => port).join(", ");
    const reason = `it does not answer on ${args.routePort}; it has ${open}`;
    problems.add(`${path}.routePort`, reason, [`${path}.ports`]);
  }
}

/** Checks the proxy with the routes of all services, each problem where it is to be mended. */
function checkProxy(proxy: ProxyPart, services: Services, problems: Problems): void {
  const { publish, port = defaultProxyPort, ...rest } = proxy;
  const routes = [...services].flatMap(([service, { routes = [{}], check }]) =>
    routes.map((one, index) => ({ ...one, check, at: `${servicePath(service)}.routes[${index}]`, service })),
  );
  const inner = new Problems();
  checkProxyRules({ ...rest, routes }, (path, reason, unless) => inner.add(path, reason, unless));
  const published = publish === undefined ? [] : [{ ...publish, port }];
  checkWorkloadRules("proxy", { ...rest, ports: [port], publish: published }, inner);
  problems.addAll(inner, path => {
    const found = /^routes\[(\d+)\](\.\w+)?$/.exec(path);
    const at = routes[Number(found?.[1])];
    if (at === undefined) return below("proxy", proxyPath(path));
    const field = found?.[2] ?? "";
    return field === ".check" ? `${servicePath(at.service)}.check` : `${at.at}${field}`;
  });
}

function checkNames(name: string, services: Services, problems: Problems): void {
  const names = [...services.keys()];
  const parts: [name: string, path: string][] = [
    [proxyName(name), "name"],
    [frontendName(name), "name"],
    ...names.map((service): [string, string] => [backendName(name, service), servicePath(service)]),
  ];
  for (const [part, path] of parts) {
    if (part.length <= 63) continue;
    problems.add(path, `its part's name ${part} is longer than 63 characters; give shorter ones`, ["name"]);
  }
  for (const id of [proxyName(name), ...names.map(service => serviceName(name, service))]) {
    checkUnique("workload", id, "name", problems);
  }
}

function subnetWishes(
  name: string,
  proxy: ProxyPart,
  services: Services,
  pool: ProxiedAppArgs["pool"],
): SubnetWish[] {
  const wish = (segment: string): SubnetWish => ({
    name: segment,
    subnet: undefined,
    pool,
    namePath: "name",
    subnetPath: undefined,
    poolPath: "pool",
  });
  const outer = [...services].filter(([, args]) => wantsOuterSegment(args));
  return [
    wish(frontendName(name)),
    ...[...services.keys()].map(service => wish(backendName(name, service))),
    ...(proxy.publish === undefined ? [] : [outerSegmentWish(proxyName(name), pool)]),
    ...outer.map(([service]) => outerSegmentWish(serviceName(name, service), pool)),
  ];
}
