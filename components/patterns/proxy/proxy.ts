import type { Container } from "@pulumi/docker";
import { ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { Problems } from "../../check/problems.ts";
import { Hidden } from "../../hidden.ts";
import { deploy } from "../../workload/deploy.ts";
import type { Linkable, LinkTarget } from "../../workload/link.ts";
import { workloadLinkTarget } from "../../workload/linkTarget.ts";
import { publishedPorts } from "../../workload/published.ts";
import type { ProxyArgs } from "./args.ts";
import { checkProxy } from "./check.ts";
import { proxyWorkload } from "./workload.ts";

/**
 * An HTTP proxy that spreads requests over the replicas of one or more workloads. Its configuration is generated; a
 * change of it replaces the proxy.
 *
 * @example
 * const front = new Segment("front");
 * const api = new Workload("api", { image: "acme/api:1", replicas: 2, ports: [8080], segments: [front] });
 * new Proxy("web", {
 *   image: "haproxy:3.0-alpine",
 *   segments: [{ segment: front, serves: false }],
 *   routes: [{ to: api, check: "/health" }],
 *   publish: { hostPort: 8080 },
 * });
 */
export class Proxy extends ComponentResource implements Linkable {
  /** The name peers call it by. */
  readonly hostname: Output<string>;
  /** Where it is published, e.g. `http://127.0.0.1:8080`; empty when it is not. */
  readonly url: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: ProxyArgs, opts?: ComponentResourceOptions) {
    const problems = new Problems();
    checkProxy(name, args, problems);
    problems.throwIfAny("Proxy", name);
    super("bulkhead:index:Proxy", name, {}, opts);
    const inner = proxyWorkload(name, args);
    const { containers, workload, outputs } = deploy(this, name, inner.args, inner.extra);
    targets.set(this, workloadLinkTarget(workload, containers));
    this.hostname = output(workload.name);
    this.url = urlOf(containers);
    this.registerOutputs({ hostname: this.hostname, url: this.url, ...outputs });
  }

  linkTarget(): LinkTarget {
    return targets.get(this);
  }
}

const targets = new Hidden<Proxy, LinkTarget>();

function urlOf(containers: readonly Container[]): Output<string> {
  return publishedPorts(containers).apply(([port]) => {
    if (port === undefined || port.hostPort === 0) return "";
    // Published at every address: the loopback one is the one that works from here.
    const address = port.address === "0.0.0.0" || port.address === "::" ? "127.0.0.1" : port.address;
    return `http://${address.includes(":") ? `[${address}]` : address}:${port.hostPort}`;
  });
}
