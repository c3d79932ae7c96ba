import { below } from "../../check/complain.ts";
import { Problems, pathText } from "../../check/problems.ts";
import { dnsName } from "../../check/schemas.ts";
import type { ReadWorkload } from "../../workload/read.ts";
import { checkTargets } from "../../workload/rules/links.ts";
import { checkRules } from "../../workload/rules/rules.ts";
import { checkProxyRules } from "../proxy/form.ts";
import { proxyPath } from "../proxy/plan.ts";
import type { ProxiedAppArgs, ServiceArgs } from "./args.ts";
import { backendName, frontendName, proxyName } from "./names.ts";

/** What of each service's arguments is well-formed. */
export type Services = ReadonlyMap<string, Partial<ServiceArgs>>;
export type ProxyPart = Partial<ProxiedAppArgs["proxy"]>;

export function servicePath(service: string): string {
  return pathText(["services", service]);
}

export function checkService(
  service: string,
  args: Partial<ServiceArgs>,
  read: ReadWorkload,
  problems: Problems,
): void {
  const path = servicePath(service);
  problems.key(path, dnsName, service);
  if (service === "proxy") problems.add(path, "the proxy has that name; choose another");
  const inner = new Problems();
  checkRules(read, inner);
  checkTargets(read, inner);
  problems.addAll(inner, inside => (inside === "name" || inside === "hostname" ? path : below(path, inside)));
  const ports = read.ports.map(({ value }) => value).filter(({ protocol }) => protocol === "tcp");
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
export function checkProxy(
  proxy: ProxyPart,
  services: Services,
  read: ReadWorkload,
  problems: Problems,
): void {
  const routes = [...services].flatMap(([service, { routes = [{}], check }]) =>
    routes.map((one, index) => ({ ...one, check, at: `${servicePath(service)}.routes[${index}]`, service })),
  );
  const inner = new Problems();
  checkProxyRules({ ...proxy, routes }, (path, reason, unless) => inner.add(path, reason, unless));
  checkRules(read, inner);
  problems.addAll(inner, path => {
    const found = /^routes\[(\d+)\](\.\w+)?$/.exec(path);
    const at = routes[Number(found?.[1])];
    if (at === undefined) return path === "hostname" ? path : below("proxy", proxyPath(path));
    const field = found?.[2] ?? "";
    return field === ".check" ? `${servicePath(at.service)}.check` : `${at.at}${field}`;
  });
}

export function checkLengths(name: string, services: Services, problems: Problems): void {
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
}
