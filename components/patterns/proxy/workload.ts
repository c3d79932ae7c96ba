import type { Output } from "@pulumi/pulumi";
import { known, type Workload as TopologyWorkload } from "../../../topology/index.ts";
import type { FileArgs, WorkloadArgs } from "../../workload/args.ts";
import type { Extra } from "../../workload/deploy.ts";
import type { Call } from "../../workload/fragment.ts";
import type { Linkable } from "../../workload/link.ts";
import type { ProxyArgs, RouteArgs } from "./args.ts";
import { healthAddress, healthPath, type ProxyConfig, type Route } from "./config.ts";
import { haproxyCommand, haproxyConfig, haproxyConfigPath } from "./haproxy.ts";
import { nginxCommand, nginxConfig, nginxConfigPath } from "./nginx.ts";

/** The port a proxy answers on unless told otherwise. */
export const defaultProxyPort = 8080;

const servers = {
  // The signals at which each finishes its running requests before it ends.
  haproxy: {
    command: haproxyCommand,
    path: haproxyConfigPath,
    write: haproxyConfig,
    stopSignal: "SIGUSR1",
    user: undefined,
  },
  nginx: {
    command: nginxCommand,
    path: nginxConfigPath,
    write: nginxConfig,
    stopSignal: "SIGQUIT",
    // The official image begins as root and gives that up, for which it would need capabilities.
    user: "101:101",
  },
} as const;

/** The workload a proxy is: its image with a generated configuration. */
export function proxyWorkload(name: string, args: ProxyArgs): { args: WorkloadArgs; extra: Extra } {
  const { server = "haproxy", port = defaultProxyPort, balance = "roundrobin", timeout = 30, publish } = args;
  const { command, path, write, stopSignal, user } = servers[server];
  const routes = args.routes.map(plainRoute);
  const replicaFiles = (listen: Output<string>): FileArgs[] => [
    {
      path,
      content: listen.apply(addresses => {
        const named = addresses.split(",").filter(address => address !== "");
        const config: ProxyConfig = { listen: named, routes, balance, timeout };
        return write(config);
      }),
    },
  ];
  return {
    args: {
      image: args.image,
      hostname: args.hostname ?? name,
      replicas: args.replicas,
      ports: [port],
      publish: publish === undefined ? [] : [{ ...publish, port }],
      segments: args.segments,
      link: targetsOf(args.routes),
      entrypoint: command,
      command: [],
      health: {
        command: ["wget", "-q", "-O", "/dev/null", `http://${healthAddress}${healthPath}`],
        interval: "2s",
      },
      stopSignal,
      hardening: { ...args.hardening, user: args.hardening?.user ?? user },
      limits: args.limits,
      labels: args.labels,
      app: args.app,
      tier: args.tier,
      pool: args.pool,
      placement: args.placement,
      after: args.after,
      transform: args.transform,
    },
    extra: { replicaFiles, calls: args.routes.map(callOf) },
  };
}

/** What a proxy calls: each of its targets once. */
export function targetsOf(routes: readonly Pick<RouteArgs, "to">[]): Linkable[] {
  return [...new Set(routes.map(({ to }) => to))];
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
