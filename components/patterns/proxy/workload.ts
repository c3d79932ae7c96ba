import { known } from "../../../topology/index.ts";
import type { Call, Whereabouts } from "../../plan/workload.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { Extra } from "../../workload/filled.ts";
import type { Endpoint } from "../../workload/link.ts";
import { isExclusive, serverArgs, serverFile, threadsWithin } from "../servers/server.ts";
import type { ProxyArgs, RouteArgs } from "./args.ts";
import type { Redirect, Route } from "./config.ts";
import { haproxyConfig } from "./haproxyConfig.ts";
import { nginxConfig } from "./nginxConfig.ts";
import { proxyPorts, redirectPort, siteOf, tlsSecrets } from "./tls.ts";

/** A route whose target is known. */
export interface RouteTo extends Omit<RouteArgs, "to"> {
  readonly to: Endpoint;
}

const writers = { haproxy: haproxyConfig, nginx: nginxConfig } as const;

/** The workload a proxy is: its image with a generated configuration. */
export function proxyWorkload(
  args: Partial<Omit<ProxyArgs, "routes" | "segments">>,
): Omit<WorkloadArgs, "segments" | "link"> {
  const { server = "haproxy", publish, tls } = args;
  const { port } = siteOf(args);
  const plain = redirectPort(args);
  const redirected = plain === undefined ? undefined : tls?.redirect?.publish;
  return {
    image: args.image ?? "",
    hostname: args.hostname,
    replicas: args.replicas,
    ports: proxyPorts(args),
    publish: [
      ...(publish === undefined ? [] : [{ ...publish, port }]),
      ...(redirected === undefined || plain === undefined ? [] : [{ ...redirected, port: plain }]),
    ],
    secrets: tlsSecrets(server, tls),
    ...serverArgs(server, args.hardening),
    limits: args.limits,
    labels: args.labels,
    app: args.app,
    tier: args.tier,
    pool: args.pool,
    placement: args.placement,
    after: args.after,
    transform: args.transform,
  };
}

/** What a proxy is beyond that workload: its configuration, and what it calls. */
export function proxyExtra(
  args: Partial<Omit<ProxyArgs, "routes" | "segments">>,
  routesTo: readonly RouteTo[],
): Extra {
  const {
    server = "haproxy",
    balance = "roundrobin",
    timeout = 30,
    keepAlive = true,
    accessLog = true,
  } = args;
  const threads = threadsWithin(args.limits);
  const own = { tls: args.tls !== undefined, balance, keepAlive, accessLog, threads, timeout };
  const file = serverFile(server, ({ listen, replicasOf }) => {
    const routes = routesTo.map(route => plainRoute(route, replicasOf));
    const at = (port: number): string[] => listen.filter(address => address.endsWith(`:${port}`));
    return writers[server]({
      ...{ ...own, routes, listen: at(siteOf(args).port) },
      redirect: redirectOf(args, at),
    });
  });
  return { writtenFiles: [file], exclusive: isExclusive(server), calls: routesTo.map(callOf) };
}

/** Plain HTTP leads to where the proxy is published, or, where it is not, to its own port. */
function redirectOf(
  args: Pick<ProxyArgs, "port" | "publish" | "tls">,
  at: (port: number) => string[],
): Redirect | undefined {
  const plain = redirectPort(args);
  if (plain === undefined) return undefined;
  const port = args.publish?.hostPort ?? siteOf(args).port;
  return { listen: at(plain), port: port === 443 ? "" : `:${port}` };
}

function callOf({ to: { workload }, port }: RouteTo): Call {
  return { to: workload.id, port: port ?? firstPort(workload), protocol: "tcp", reason: "route" };
}

/** The port a route takes when it names none. */
function firstPort({ ports }: Endpoint["workload"]): number {
  return ports.find(({ protocol }) => protocol === "tcp")?.port ?? 0;
}

function plainRoute(
  { to: { workload }, port, host, path, check }: RouteTo,
  replicasOf: Whereabouts["replicasOf"],
): Route {
  const number = port ?? firstPort(workload);
  const places = placesFor(known(workload.replicas, 1));
  const { name: hostname } = workload;
  return { host, path, check, hostname, replicas: replicasOf(hostname), port: number, places };
}

/** Fewer than these make no difference to a proxy's configuration. */
const usualReplicas = 8;

/**
 * Places for so many replicas and, while they are replaced, as many old ones. The number is one for many, so that replicas
 * come and go without another configuration: it would replace the proxy, and with it the port it is called at.
 */
function placesFor(replicas: number): number {
  return 2 * Math.max(usualReplicas, 2 ** Math.ceil(Math.log2(Math.max(1, replicas))));
}
