import { ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { planned } from "../../check/planned.ts";
import { standIn } from "../../check/standIn.ts";
import { Facet } from "../../facet.ts";
import type { Segment } from "../../network/segment.ts";
import { madeAs, nothingMade } from "../../placement/made.ts";
import { realizeWorkload } from "../../placement/realize.ts";
import type { Linkable, LinkTarget } from "../../workload/link.ts";
import type { OneWayLinkArgs } from "./args.ts";
import { planOneWayLink } from "./plan.ts";

/**
 * A way from clients to a server that does not lead back: a relay on two internal networks, which takes connections to
 * the server's ports on the near one, and opens them anew on the far one. No packet of either side reaches the other:
 * the server can open nothing to its clients, and they reach none of its other ports.
 *
 * A client that links to it shares a segment with the relay alone. The near side is for those that are to meet there.
 *
 * @example
 * const db = new Database("db", { image: "postgres:16", password: config.requireSecret("dbPassword") });
 * const way = new OneWayLink("orders-db", { to: db, image: "haproxy:3.0-alpine" });
 * // Calls `db` as ever: DB_HOST, DB_PORT, DB_USER, DB_NAME and DB_PASS_FILE.
 * new Workload("orders", { image: "acme/orders:1", link: [way] });
 */
export class OneWayLink extends ComponentResource implements Linkable {
  /** The name clients call. */
  readonly hostname!: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: OneWayLinkArgs, opts?: ComponentResourceOptions) {
    const ready = planned(() => planOneWayLink(name, args));
    if (ready === undefined) return standIn(OneWayLink);
    const { plan, endpoint } = ready;
    super("bulkhead:index:OneWayLink", name, {}, opts);
    const { segments, resources, outputs } = realizeWorkload(this, plan, nothingMade);
    const target = { ...endpoint, resources: [...resources, ...args.to.linkTarget().resources] };
    facts.set(this, { near: madeAs(segments, name), target });
    this.hostname = output(endpoint.workload.name);
    this.registerOutputs({ hostname: this.hostname, ...outputs });
  }

  linkTarget(): LinkTarget {
    return facts.get(this).target;
  }

  /** The segment its clients take part in. A method, since fields of a component become its outputs. */
  nearSide(): Segment {
    return facts.get(this).near;
  }
}

interface Facts {
  readonly near: Segment;
  readonly target: LinkTarget;
}

const facts = new Facet<Facts>("one-way-link");
