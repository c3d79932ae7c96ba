import { ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { Problems } from "../../check/problems.ts";
import { Hidden } from "../../hidden.ts";
import { Segment } from "../../network/segment.ts";
import { type Deployed, deploy } from "../../workload/deploy.ts";
import { callsOf } from "../../workload/fragment.ts";
import type { Linkable, LinkTarget } from "../../workload/link.ts";
import type { PortWish } from "../../workload/ports/text.ts";
import type { OneWayLinkArgs } from "./args.ts";
import { checkOneWayLink } from "./check.ts";
import { relayedPorts, relayWorkload } from "./workload.ts";

/**
 * A way from clients to a server that does not lead back: a relay on two internal networks, which takes connections to
 * the server's ports on the near one, and opens them anew on the far one. No packet of either side reaches the other:
 * the server can open nothing to its clients, and they reach none of its other ports.
 *
 * Its clients share the near side; one that is to be hidden from the others gets a link of its own.
 *
 * @example
 * const data = new Segment("data");
 * const db = new Database("db", { image: "postgres:16", password: config.requireSecret("dbPassword"), segments: [data] });
 * const way = new OneWayLink("orders-db", { to: db, segment: data, image: "haproxy:3.0-alpine" });
 * // Calls `db` as ever: DB_HOST, DB_PORT, DB_USER, DB_NAME and DB_PASS_FILE.
 * new Workload("orders", { image: "acme/orders:1", segments: [{ segment: way.nearSide(), serves: false }], link: [way] });
 */
export class OneWayLink extends ComponentResource implements Linkable {
  /** The name clients call. */
  readonly hostname: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: OneWayLinkArgs, opts?: ComponentResourceOptions) {
    const problems = new Problems();
    checkOneWayLink(name, args, problems);
    problems.throwIfAny("OneWayLink", name);
    super("bulkhead:index:OneWayLink", name, {}, opts);
    const near = createNearSide(this, name, args);
    const inner = relayWorkload(args, near);
    const deployed = deploy(this, name, inner.args, inner.extra);
    knowledge.set(this, { near, target: targetOf(args, deployed) });
    this.hostname = output(deployed.workload.name);
    this.registerOutputs({ hostname: this.hostname, ...deployed.outputs });
  }

  linkTarget(): LinkTarget {
    return knowledge.get(this).target;
  }

  /** The segment its clients take part in. A method, since fields of a component become its outputs. */
  nearSide(): Segment {
    return knowledge.get(this).near;
  }
}

interface Knowledge {
  readonly near: Segment;
  readonly target: LinkTarget;
}

const knowledge = new Hidden<OneWayLink, Knowledge>();

function createNearSide(parent: OneWayLink, name: string, args: OneWayLinkArgs): Segment {
  const { subnet, pool, labels, app = name } = args;
  const segmentArgs = { subnet, pool, labels: { ...labels, "bulkhead.app": app } };
  return new Segment(name, segmentArgs, { parent });
}

/** To its clients it is the server: the same name, the same ports, the same variables. */
function targetOf(args: OneWayLinkArgs, { containers, workload }: Deployed): LinkTarget {
  const server = args.to.linkTarget();
  const ports = relayedPorts(args);
  const passedOn = callsOf(server.workload, "link").filter(({ port, protocol }) =>
    ports.some(one => one.port === port && one.protocol === protocol),
  );
  return {
    workload,
    prefix: server.prefix,
    variables: () => server.variables({ host: workload.name, port: nearPort(server, ports) }),
    behind: [...passedOn.map(call => ({ ...call, via: "relay" as const })), ...(server.behind ?? [])],
    resources: [...containers, ...server.resources],
  };
}

/** The port the server would tell, or the first that is passed on where that one is not. */
function nearPort({ workload }: LinkTarget, ports: readonly PortWish[]): number | undefined {
  const usual = workload.ports[0]?.port;
  return ports.some(({ port }) => port === usual) ? usual : ports[0]?.port;
}
