import type { Output } from "@pulumi/pulumi";
import { known } from "../../../topology/index.ts";
import type { FileArgs, WorkloadArgs } from "../../workload/args.ts";
import type { Extra } from "../../workload/deploy.ts";
import type { ProxyArgs, RouteArgs } from "./args.ts";
import { healthAddress, healthPath, type ProxyConfig, type Route } from "./config.ts";
import { haproxyCommand, haproxyConfig, haproxyConfigPath } from "./haproxy.ts";
import { nginxCommand, nginxConfig, nginxConfigPath } from "./nginx.ts";

/** The port a proxy answers on unless told otherwise. */
export const defaultProxyPort = 8080;

const servers = {
  // The signals at which each finishes its running requests before it ends.
  haproxy: { command: haproxyCommand, path: haproxyConfigPath, write: haproxyConfig, stopSignal: "SIGUSR1" },
  nginx: { command: nginxCommand, path: nginxConfigPath, write: nginxConfig, stopSignal: "SIGQUIT" },
} as const;

/** The workload a proxy is: its image with a generated configuration. */
export function proxyWorkload(name: string, args: ProxyArgs): { args: WorkloadArgs; extra: Extra } {
  const { server = "haproxy", port = defaultProxyPort, balance = "roundrobin", timeout = 30, publish } = args;
  const { command, path, write, stopSignal } = servers[server];
  const routes = args.routes.map(plainRoute);
  const replicaFiles = (listen: Output<string>): FileArgs[] => [
    {
      path,
      content: listen.apply(addresses => {
        const config: ProxyConfig = { listen: addresses.split(","), routes, balance, timeout };
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
      link: args.routes.map(({ to }) => to),
      entrypoint: command,
      command: [],
      health: {
        command: ["wget", "-q", "-O", "/dev/null", `http://${healthAddress}${healthPath}`],
        interval: "2s",
      },
      stopSignal,
      hardening: args.hardening,
      limits: args.limits,
      labels: args.labels,
      app: args.app,
      tier: args.tier,
      pool: args.pool,
      placement: args.placement,
      after: args.after,
      transform: args.transform,
    },
    extra: { replicaFiles },
  };
}

function plainRoute({ to, port, host, path, check }: RouteArgs): Route {
  const { workload } = to.linkTarget();
  const number = port ?? workload.ports[0]?.port ?? 0;
  const replicas = known(workload.replicas, 1);
  const upstreams = Array.from({ length: replicas }, (_, index) => ({
    name: `${workload.name}${index + 1}`,
    port: number,
  }));
  return { host, path, check, hostname: workload.name, port: number, upstreams };
}
