import { known } from "../../../topology/index.ts";
import type { Call } from "../../plan/workload.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { Endpoint } from "../../workload/link.ts";
import type { Extra } from "../../workload/plan.ts";
import { isExclusive, serverArgs, serverFile, threadsWithin } from "../servers/server.ts";
import type { ProxyArgs, RouteArgs } from "./args.ts";
import type { ProxyConfig, Route } from "./config.ts";
import { haproxyConfig } from "./haproxyConfig.ts";
import { nginxConfig } from "./nginxConfig.ts";

/** A route whose target is known. */
export interface RouteTo extends Omit<RouteArgs, "to"> {
  readonly to: Endpoint;
}

/** The port a proxy answers on unless told otherwise. */
export const defaultProxyPort = 8080;

const writers = { haproxy: haproxyConfig, nginx: nginxConfig } as const;

/** The workload a proxy is: its image with a generated configuration. */
export function proxyWorkload(
  args: Partial<Omit<ProxyArgs, "routes" | "segments">>,
): Omit<WorkloadArgs, "segments" | "link"> {
  const { server = "haproxy", port = defaultProxyPort, publish } = args;
  return {
    image: args.image ?? "",
    hostname: args.hostname,
    replicas: args.replicas,
    ports: [port],
    publish: publish === undefined ? [] : [{ ...publish, port }],
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
  const routes = routesTo.map(plainRoute);
  const threads = threadsWithin(args.limits);
  const file = serverFile(server, ({ listen }) => {
    const config: ProxyConfig = { listen, routes, balance, keepAlive, accessLog, threads, timeout };
    return writers[server](config);
  });
  return { writtenFiles: [file], exclusive: isExclusive(server), calls: routesTo.map(callOf) };
}

function callOf({ to: { workload }, port }: RouteTo): Call {
  return { to: workload.id, port: port ?? firstPort(workload), protocol: "tcp", reason: "route" };
}

/** The port a route takes when it names none. */
function firstPort({ ports }: Endpoint["workload"]): number {
  return ports.find(({ protocol }) => protocol === "tcp")?.port ?? 0;
}

function plainRoute({ to: { workload }, port, host, path, check }: RouteTo): Route {
  const number = port ?? firstPort(workload);
  const replicas = known(workload.replicas, 1);
  const upstreams = Array.from({ length: replicas }, (_, index) => ({
    name: `${workload.name}${index + 1}`,
    port: number,
  }));
  return { host, path, check, hostname: workload.name, port: number, upstreams };
}
