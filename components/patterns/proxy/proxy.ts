import { ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { planned } from "../../check/planned.ts";
import { standIn } from "../../check/standIn.ts";
import { Facet } from "../../facet.ts";
import { nothingMade } from "../../placement/made.ts";
import { realizeWorkload } from "../../placement/realize.ts";
import type { PublishedPort } from "../../plan/published.ts";
import { Ready } from "../../plan/ready.ts";
import type { Linkable, LinkTarget } from "../../workload/link.ts";
import type { ReadyServer } from "../../workload/workload.ts";
import type { ProxyArgs } from "./args.ts";
import { planProxy } from "./plan.ts";
import { type Site, siteOf } from "./tls.ts";

/**
 * An HTTP proxy that spreads requests over the replicas of one or more workloads. Its configuration is generated; a
 * change of it replaces the proxy.
 *
 * @example
 * const api = new Workload("api", { image: "acme/api:1", replicas: 2, ports: [8080] });
 * new Proxy("web", {
 *   image: "haproxy:3.0-alpine",
 *   routes: [{ to: api, check: "/health" }],
 *   publish: { hostPort: 8080 },
 * });
 */
export class Proxy extends ComponentResource implements Linkable {
  /** The name peers call it by. */
  readonly hostname!: Output<string>;
  /** Where it is published, e.g. `http://127.0.0.1:8080`, `https://` where it has tls; empty when it is not. */
  readonly url!: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: ProxyArgs, opts?: ComponentResourceOptions) {
    const ready: ReadyServer | undefined = readyProxy.find(args) ?? planned(() => planProxy(name, args));
    if (ready === undefined) return standIn(Proxy);
    const { plan, endpoint, made = nothingMade } = ready;
    super("bulkhead:index:Proxy", name, {}, opts);
    const { resources, published, outputs } = realizeWorkload(this, plan, made);
    targets.set(this, { ...endpoint, resources });
    this.hostname = output(endpoint.workload.name);
    const site = endpoint.site ?? siteOf({});
    this.url = published().apply(ports => urlOf(site, ports));
    this.registerOutputs({ hostname: this.hostname, url: this.url, ...outputs });
  }

  linkTarget(): LinkTarget {
    return targets.get(this);
  }
}

/** A proxy that another component has planned. */
export const readyProxy = new Ready<ProxyArgs, ReadyServer>("proxy");

const targets = new Facet<LinkTarget>("proxy");

function urlOf(site: Site, ports: readonly PublishedPort[]): string {
  const port = ports.find(one => one.port === site.port);
  if (port === undefined || port.hostPort === 0) return "";
  // Published at every address: the loopback one is the one that works from here.
  const address = port.address === "0.0.0.0" || port.address === "::" ? "127.0.0.1" : port.address;
  return `${site.scheme}://${address.includes(":") ? `[${address}]` : address}:${port.hostPort}`;
}
