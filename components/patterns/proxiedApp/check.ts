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

const schema = exactly({
  proxy: exactly(ownProxyFields),
  services: z.record(
    z.string(),
    exactly({
      ...serviceFields,
      routes: z.array(route).min(1, "give at least one, or leave it out").optional(),
      routePort: portNumber.optional(),
      check: routeFields.check,
    }),
  ),
  hostname: dnsName.optional(),
  pool: pool.optional(),
  labels: labels.optional(),
  after: resources.optional(),
});

/** Checks a whole application before anything of it is made. */
export function checkProxiedApp(name: string, args: ProxiedAppArgs, problems: Problems): void {
  problems.form("name", dnsName, name);
  problems.form("", schema, args);
  if (!problems.none) return;
  const services = Object.entries(args.services);
  if (services.length === 0) problems.add("services", "there is nothing behind the proxy; give at least one");
  for (const [service, serviceArgs] of services) checkService(service, serviceArgs, problems);
  const replicas = new Map(services.map(([service, { replicas = 1 }]) => [service, replicas]));
  checkReplicaNames(replicas, servicePath, problems);
  checkProxy(args, problems);
  checkNames(name, args, problems);
  if (problems.none) placeSubnets(subnetWishes(name, args), problems);
}

function servicePath(service: string): string {
  return pathText(["services", service]);
}

function checkService(service: string, args: ServiceArgs, problems: Problems): void {
  const path = servicePath(service);
  problems.form(path, dnsName, service);
  if (service === "proxy") problems.add(path, "the proxy has that name; choose another");
  const inner = new Problems();
  checkWorkloadRules(service, args, "", inner);
  problems.addAll(inner, inside => (inside === "name" ? path : below(path, inside)));
  const ports = portWishes(args).filter(({ protocol }) => protocol === "tcp");
  if (args.hostNetwork !== undefined) {
    problems.add(
      `${path}.hostNetwork`,
      "a service is called by its proxy, on a network of theirs; leave it out",
    );
  } else if (ports.length === 0) {
    problems.add(`${path}.ports`, "requests need a TCP port to go to; give it ports");
  } else if (args.routePort !== undefined && !ports.some(({ port }) => port === args.routePort)) {
    const open = ports.map(({ port }) => port).join(", ");
    problems.add(`${path}.routePort`, `it does not answer on ${args.routePort}; it has ${open}`);
  }
}

/** Checks the proxy with the routes of all services, each problem where it is to be mended. */
function checkProxy({ proxy, services }: ProxiedAppArgs, problems: Problems): void {
  const { publish, port = defaultProxyPort, ...rest } = proxy;
  const routes = Object.entries(services).flatMap(([service, { routes = [{}], check }]) =>
    routes.map((one, index) => ({ ...one, check, at: `${servicePath(service)}.routes[${index}]`, service })),
  );
  const inner = new Problems();
  checkProxyRules({ ...rest, routes }, (path, reason) => inner.add(path, reason));
  const published = publish === undefined ? [] : [{ ...publish, port }];
  checkWorkloadRules("proxy", { ...rest, ports: [port], publish: published }, "", inner);
  problems.addAll(inner, path => {
    const found = /^routes\[(\d+)\](\.check)?$/.exec(path);
    const at = routes[Number(found?.[1])];
    if (at === undefined) return below("proxy", proxyPath(path));
    return found?.[2] === undefined ? at.at : `${servicePath(at.service)}.check`;
  });
}

function checkNames(name: string, { services }: ProxiedAppArgs, problems: Problems): void {
  const names = Object.keys(services);
  const parts: [name: string, path: string][] = [
    [proxyName(name), "name"],
    [frontendName(name), "name"],
    ...names.map((service): [string, string] => [backendName(name, service), servicePath(service)]),
  ];
  for (const [part, path] of parts) {
    if (part.length <= 63) continue;
    problems.add(path, `its part's name ${part} is longer than 63 characters; give shorter ones`);
  }
  for (const id of [proxyName(name), ...names.map(service => serviceName(name, service))]) {
    checkUnique("workload", id, "name", problems);
  }
}

function subnetWishes(name: string, { proxy, services, pool }: ProxiedAppArgs): SubnetWish[] {
  const wish = (segment: string): SubnetWish => ({
    name: segment,
    subnet: undefined,
    pool,
    namePath: "name",
    subnetPath: undefined,
    poolPath: "pool",
  });
  const outer = Object.entries(services).filter(([, args]) => wantsOuterSegment(args));
  return [
    wish(frontendName(name)),
    ...Object.keys(services).map(service => wish(backendName(name, service))),
    ...(proxy.publish === undefined ? [] : [outerSegmentWish(proxyName(name), pool)]),
    ...outer.map(([service]) => outerSegmentWish(serviceName(name, service), pool)),
  ];
}
