import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { planned } from "../../check/planned.ts";
import { standIn } from "../../check/standIn.ts";
import { Facet } from "../../facet.ts";
import type { Segment } from "../../network/segment.ts";
import { madeAs, withWorkload } from "../../placement/made.ts";
import { madeNetworks, realizeNetworks } from "../../placement/realize.ts";
import { joinable } from "../../plan/pairs.ts";
import type { Linkable, LinkTarget } from "../../workload/link.ts";
import { readyWorkload, Workload } from "../../workload/workload.ts";
import { Proxy, readyProxy } from "../proxy/proxy.ts";
import type { ProxiedAppArgs } from "./args.ts";
import { frontendName, proxyName, serviceName } from "./names.ts";
import { planProxiedApp } from "./plan.ts";

/**
 * Services behind a proxy. Clients share the frontend with the proxy, and nothing with the services; each service
 * shares a backend with the proxy, and nothing with the others. Requests go by host and path to the replicas that are
 * well; a replaced one is found at its new address within a second, and connections are kept.
 *
 * @example
 * const site = new ProxiedApp("site", {
 *   proxy: { image: "haproxy:3.0-alpine", publish: { hostPort: 8080 } },
 *   services: {
 *     pages: { image: "acme/pages:1", ports: [8080], check: "/health" },
 *     api: { image: "acme/api:1", ports: [8080], replicas: 2, routes: [{ path: "/api/" }], check: "/health" },
 *   },
 * });
 * // A client calls the proxy by the application's name: SITE_HOST, SITE_PORT.
 * new Workload("kiosk", { image: "acme/kiosk:1", link: [site] });
 */
export class ProxiedApp extends ComponentResource implements Linkable {
  /** The name clients on the frontend call. */
  readonly hostname!: Output<string>;
  /** Where it is published, e.g. `http://127.0.0.1:8080`; empty when it is not. */
  readonly url!: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: ProxiedAppArgs, opts?: ComponentResourceOptions) {
    const plan = planned(() => planProxiedApp(name, args));
    if (plan === undefined) return standIn(ProxiedApp);
    super("bulkhead:index:ProxiedApp", name, {}, opts);
    const parent = { parent: this };
    const segments = realizeNetworks(this, plan.networks);
    let made = madeNetworks(segments);
    const services = new Map<string, Workload>();
    for (const [service, server] of plan.services) {
      const workload = new Workload(
        serviceName(name, service),
        readyWorkload.of({ ...server, made }),
        parent,
      );
      services.set(service, workload);
      made = withWorkload(made, server.endpoint.workload.id, workload.containers());
    }
    const proxy = new Proxy(proxyName(name), readyProxy.of({ ...plan.proxy, made }), parent);
    const server = joinable.find(proxy);
    if (server !== undefined) joinable.set(this, server);
    parts.set(this, { frontend: madeAs(segments, frontendName(name)), proxy, services });
    this.hostname = proxy.hostname;
    this.url = proxy.url;
    this.registerOutputs({ hostname: this.hostname, url: this.url });
  }

  linkTarget(): LinkTarget {
    return parts.get(this).proxy.linkTarget();
  }

  /** The segment on which clients call the proxy. A method, since fields of a component become its outputs. */
  frontend(): Segment {
    return parts.get(this).frontend;
  }

  /** The proxy. */
  proxy(): Proxy {
    return parts.get(this).proxy;
  }

  /** A service by its name. @throws Error when there is none of that name. */
  service(name: string): Workload {
    const { services } = parts.get(this);
    const found = services.get(name);
    if (found !== undefined) return found;
    throw new Error(`There is no service "${name}"; there are ${[...services.keys()].join(", ")}.`);
  }
}

interface Parts {
  readonly frontend: Segment;
  readonly proxy: Proxy;
  readonly services: ReadonlyMap<string, Workload>;
}

const parts = new Facet<Parts>("proxied-app");
