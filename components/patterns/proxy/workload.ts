import { known, type Workload as TopologyWorkload } from "../../../topology/index.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { Extra } from "../../workload/deploy.ts";
import type { Call, Linkable } from "../../workload/link.ts";
import { isExclusive, serverArgs, serverFiles, threadsWithin } from "../servers/server.ts";
import type { ProxyArgs, RouteArgs } from "./args.ts";
import type { ProxyConfig, Route } from "./config.ts";
import { haproxyConfig } from "./haproxyConfig.ts";
import { nginxConfig } from "./nginxConfig.ts";

/** The port a proxy answers on unless told otherwise. */
export const defaultProxyPort = 8080;

const writers = { haproxy: haproxyConfig, nginx: nginxConfig } as const;

/** The workload a proxy is: its image with a generated configuration. */
export function proxyWorkload(name: string, args: ProxyArgs): { args: WorkloadArgs; extra: Extra } {
  const {
    server = "haproxy",
    port = defaultProxyPort,
    balance = "roundrobin",
    timeout = 30,
    publish,
    keepAlive = true,
    accessLog = true,
  } = args;
  const routes = args.routes.map(plainRoute);
  const replicaFiles = serverFiles(server, listen => {
    const threads = threadsWithin(args.limits);
    const config: ProxyConfig = { listen, routes, balance, keepAlive, accessLog, threads, timeout };
    return writers[server](config);
  });
  return {
    args: {
      image: args.image,
      hostname: args.hostname ?? name,
      replicas: args.replicas,
      ports: [port],
      publish: publish === undefined ? [] : [{ ...publish, port }],
      segments: args.segments,
      link: targetsOf(args.routes),
      ...serverArgs(server, args.hardening),
      limits: args.limits,
      labels: args.labels,
      app: args.app,
      tier: args.tier,
      pool: args.pool,
      placement: args.placement,
      after: args.after,
      transform: args.transform,
    },
    extra: { replicaFiles, exclusive: isExclusive(server), calls: args.routes.map(callOf) },
  };
}

/** What a proxy calls: each of its targets once. */
export function targetsOf(routes: readonly Pick<RouteArgs, "to">[]): Linkable[] {
  return [...new Set(routes.flatMap(({ to }) => to))];
}

function callOf({ to, port }: RouteArgs): Call {
  const { workload } = to.linkTarget();
  return { to: workload.id, port: port ?? firstPort(workload), protocol: "tcp", reason: "route" };
}

/** The port a route takes when it names none. */
function firstPort({ ports }: TopologyWorkload): number {
  return ports.find(({ protocol }) => protocol === "tcp")?.port ?? 0;
}

function plainRoute({ to, port, host, path, check }: RouteArgs): Route {
  const { workload } = to.linkTarget();
  const number = port ?? firstPort(workload);
  const replicas = known(workload.replicas, 1);
  const upstreams = Array.from({ length: replicas }, (_, index) => ({
    name: `${workload.name}${index + 1}`,
    port: number,
  }));
  return { host, path, check, hostname: workload.name, port: number, upstreams };
}
