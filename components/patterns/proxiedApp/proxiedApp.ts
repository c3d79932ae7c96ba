import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { Problems } from "../../check/problems.ts";
import { Hidden } from "../../hidden.ts";
import { Segment } from "../../network/segment.ts";
import type { Linkable, LinkTarget } from "../../workload/link.ts";
import { Workload } from "../../workload/workload.ts";
import { Proxy } from "../proxy/proxy.ts";
import type { ProxiedAppArgs, ServiceArgs } from "./args.ts";
import { checkProxiedApp } from "./check.ts";
import { backendName, frontendName, proxyName, serviceName } from "./names.ts";

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
 * // A client on the frontend calls the proxy by the application's name: SITE_HOST, SITE_PORT.
 * new Workload("kiosk", { image: "acme/kiosk:1", segments: [{ segment: site.frontend(), serves: false }], link: [site] });
 */
export class ProxiedApp extends ComponentResource implements Linkable {
  /** The name clients on the frontend call. */
  readonly hostname: Output<string>;
  /** Where it is published, e.g. `http://127.0.0.1:8080`; empty when it is not. */
  readonly url: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: ProxiedAppArgs, opts?: ComponentResourceOptions) {
    const problems = new Problems();
    checkProxiedApp(name, args, problems);
    problems.throwIfAny("ProxiedApp", name);
    super("bulkhead:index:ProxiedApp", name, {}, opts);
    const frontend = createSegment(this, frontendName(name), name, args);
    const services = createServices(this, name, args);
    const proxy = createProxy(this, name, args, frontend, services);
    parts.set(this, { frontend, proxy, services: new Map(services.map(one => [one.name, one.workload])) });
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

const parts = new Hidden<ProxiedApp, Parts>();

/** A service that has been made, with the segment the proxy calls it on. */
interface Service {
  readonly name: string;
  readonly args: ServiceArgs;
  readonly workload: Workload;
  readonly backend: Segment;
}

function createSegment(parent: ProxiedApp, segment: string, app: string, args: ProxiedAppArgs): Segment {
  const labels = { ...args.labels, "bulkhead.app": app };
  return new Segment(segment, { pool: args.pool, labels }, { parent });
}

function createServices(parent: ProxiedApp, app: string, args: ProxiedAppArgs): Service[] {
  return Object.entries(args.services).map(([name, given]) => {
    const { routes: _r, routePort: _p, check: _c, ...workloadArgs } = given;
    const backend = createSegment(parent, backendName(app, name), app, args);
    const workload = new Workload(
      serviceName(app, name),
      {
        ...workloadArgs,
        hostname: name,
        app,
        tier: name,
        pool: args.pool,
        segments: [...(given.segments ?? []), backend],
        labels: { ...args.labels, ...given.labels },
        after: [...(args.after ?? []), ...(given.after ?? [])],
      },
      { parent },
    );
    return { name, args: given, workload, backend };
  });
}

function createProxy(
  parent: ProxiedApp,
  app: string,
  args: ProxiedAppArgs,
  frontend: Segment,
  services: readonly Service[],
): Proxy {
  const routes = services.flatMap(({ workload, args: { routes = [{}], routePort, check } }) =>
    routes.map(route => ({ ...route, to: workload, port: routePort, check })),
  );
  const backends = services.map(({ backend }) => ({ segment: backend, serves: false }));
  return new Proxy(
    proxyName(app),
    {
      ...args.proxy,
      hostname: args.hostname ?? app,
      app,
      tier: "proxy",
      pool: args.pool,
      segments: [frontend, ...backends],
      routes,
      labels: args.labels,
    },
    { parent },
  );
}
