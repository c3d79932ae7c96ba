import { below } from "../../check/complain.ts";
import { Problems } from "../../check/problems.ts";
import { dnsName } from "../../check/schemas.ts";
import { planEgress } from "../../egress/plan.ts";
import { Allocation, ownRequest } from "../../network/allocate.ts";
import type { EgressPlan } from "../../plan/egress.ts";
import { checkHostPorts } from "../../plan/hostPorts.ts";
import { checkNames } from "../../plan/names.ts";
import { type NetworkPlan, ownNetwork } from "../../plan/network.ts";
import type { Attachment } from "../../plan/workload.ts";
import { workloadPlan } from "../../workload/filled.ts";
import { type Outer, outerAt, outerRequest } from "../../workload/outer.ts";
import { planPairs } from "../../workload/pairs.ts";
import { checkPlacementWithin, placementOf, placementWithin } from "../../workload/placement.ts";
import { namingOf, type ServerPlan, serverPlan } from "../../workload/plan.ts";
import { linkTo, type ReadWorkload, readAttachments, readWorkload } from "../../workload/read.ts";
import { atSite, proxyPath } from "../proxy/plan.ts";
import { proxyExtra, proxyWorkload, type RouteTo } from "../proxy/workload.ts";
import { checkReplicaNames } from "../replicaNames.ts";
import type { ProxiedAppArgs, ServiceArgs } from "./args.ts";
import { proxySchema, schema, serviceSchema } from "./form.ts";
import { backendName, frontendName, proxyName, serviceName } from "./names.ts";
import {
  checkLengths,
  checkProxy,
  checkService,
  type ProxyPart,
  type Services,
  servicePath,
} from "./rules.ts";

/** What an application comes to: the networks of its own, its services, and the proxy before them. */
export interface ProxiedAppPlan {
  readonly networks: readonly NetworkPlan[];
  readonly services: ReadonlyMap<string, ServerPlan>;
  readonly proxy: ServerPlan;
}

/**
 * Reads an application's arguments.
 *
 * @throws ArgumentError with everything that is wrong.
 */
export function planProxiedApp(name: string, args: ProxiedAppArgs): ProxiedAppPlan {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  const app: Partial<ProxiedAppArgs> = problems.form("", schema, args);
  const services: Services = new Map(
    Object.entries(app.services ?? {}).map(([service, one]) => [
      service,
      problems.form(servicePath(service), serviceSchema, one),
    ]),
  );
  if (services.size === 0) problems.add("services", "there is nothing behind the proxy; give at least one");
  const proxy: ProxyPart = app.proxy === undefined ? {} : problems.form("proxy", proxySchema, app.proxy);
  const plan = new Planning(name, app, problems).plan(services, proxy);
  const replicas = new Map([...services].map(([service, { replicas = 1 }]) => [service, replicas]));
  checkReplicaNames(replicas, servicePath, problems);
  checkLengths(name, services, problems);
  problems.throwIfAny("ProxiedApp", name);
  return plan;
}

/** Plans the parts of one application; what is wrong with them goes to the problems. */
class Planning {
  readonly #name: string;
  readonly #app: Partial<ProxiedAppArgs>;
  readonly #problems: Problems;
  readonly #allocation: Allocation;

  constructor(name: string, app: Partial<ProxiedAppArgs>, problems: Problems) {
    this.#name = name;
    this.#app = app;
    this.#problems = problems;
    this.#allocation = new Allocation(problems);
  }

  plan(services: Services, proxy: ProxyPart): ProxiedAppPlan {
    const frontend = this.#network(frontendName(this.#name));
    const backends = new Map(
      [...services.keys()].map(service => [service, this.#network(backendName(this.#name, service))]),
    );
    const planned = new Map(
      [...backends].map(([service, backend]) => [
        service,
        this.#service(service, services.get(service) ?? {}, backend),
      ]),
    );
    return {
      networks: [frontend, ...backends.values()],
      services: planned,
      proxy: this.#proxy(proxy, services, planned, [
        attachment(frontend, true),
        ...[...backends.values()].map(backend => attachment(backend, false)),
      ]),
    };
  }

  #network(id: string): NetworkPlan {
    const block = this.#allocation.place(ownRequest(id, this.#app.pool));
    const labels = { ...this.#app.labels, "bulkhead.app": this.#name };
    return ownNetwork(id, "internal", block, labels, placementOf(this.#app.placement));
  }

  #service(service: string, given: Partial<ServiceArgs>, backend: NetworkPlan): ServerPlan {
    const { routes: _r, routePort: _p, check: _c, ...workload } = given;
    const { labels, pool, after = [] } = this.#app;
    const args = {
      ...workload,
      hostname: service,
      app: this.#name,
      tier: service,
      pool,
      labels: { ...labels, ...given.labels },
      after: [...after, ...(given.after ?? [])],
      placement: placementWithin(this.#app.placement, given.placement),
    };
    const attachments = [
      ...readAttachments(given.segments),
      { value: attachment(backend, true), path: "segments" },
    ];
    const read = readWorkload(serviceName(this.#name, service), args, { attachments });
    checkPlacementWithin(this.#app.placement, given.placement, this.#problems, path => {
      return below(servicePath(service), path);
    });
    checkService(service, given, read, this.#problems);
    checkNames(namingOf(read), undefined, this.#problems);
    checkHostPorts(read.id, read.publish, this.#problems, path => below(servicePath(service), path));
    const pairs = planPairs(read, this.#allocation, this.#problems, path =>
      below(servicePath(service), path),
    );
    const egress = this.#egress(service, read);
    return serverPlan(workloadPlan(read, { outer: this.#outer(read), egress, pairs }), read);
  }

  #proxy(
    proxy: ProxyPart,
    services: Services,
    planned: ReadonlyMap<string, ServerPlan>,
    attachments: readonly Attachment[],
  ): ServerPlan {
    const { hostname = this.#name, pool, labels } = this.#app;
    const placement = placementWithin(this.#app.placement, proxy.placement);
    const args = { ...proxy, hostname, app: this.#name, tier: "proxy", pool, labels, placement };
    const read = readWorkload(proxyName(this.#name), proxyWorkload(args), {
      attachments: attachments.map(value => ({ value, path: "segments" })),
      links: [...planned.values()].map(({ endpoint }) => ({ value: linkTo(endpoint, {}), path: "services" })),
    });
    checkPlacementWithin(this.#app.placement, proxy.placement, this.#problems, path => below("proxy", path));
    checkProxy(proxy, services, read, this.#problems);
    checkNames(namingOf(read), undefined, this.#problems);
    checkHostPorts(read.id, read.publish, this.#problems, path => below("proxy", proxyPath(path)));
    const routes = [...planned].flatMap(([service, { endpoint }]): RouteTo[] => {
      const { routes = [{}], routePort, check } = services.get(service) ?? {};
      return routes.flatMap(route => ({ ...route, to: endpoint, port: routePort, check }));
    });
    const extra = {
      ...proxyExtra(args, routes),
      afterWorkloads: [...planned.values()].map(({ endpoint }) => endpoint.workload.id),
    };
    return atSite(serverPlan(workloadPlan(read, { outer: this.#outer(read) }, extra), read), proxy);
  }

  #egress(service: string, read: ReadWorkload): EgressPlan | undefined {
    const inner = new Problems();
    const plan = planEgress(read, this.#allocation, inner);
    this.#problems.addAll(inner, path => (path === "pool" ? path : servicePath(service)));
    return plan;
  }

  #outer(read: ReadWorkload): Outer | undefined {
    const request = outerRequest(read);
    return request && outerAt(read, this.#allocation.place(request));
  }
}

function attachment({ network }: NetworkPlan, serves: boolean): Attachment {
  return { network, name: undefined, serves, aliases: [], ports: undefined };
}
