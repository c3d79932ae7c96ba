import {
  bySpecificity,
  engineDns,
  healthAddress,
  healthPath,
  type ProxyConfig,
  type Route,
} from "./config.ts";

export const haproxyConfigPath = "/etc/bulkhead/haproxy/haproxy.cfg";

/** Started without a daemon and without root: the container is the process. */
export const haproxyCommand = ["haproxy", "-W", "-db", "-f", haproxyConfigPath];

/**
 * Writes haproxy's configuration.
 *
 * @see https://docs.haproxy.org/2.6/configuration.html
 */
export function haproxyConfig(config: ProxyConfig): string {
  const routes = bySpecificity(config.routes);
  return [
    "global",
    "  log stdout format raw local0 info",
    "  maxconn 4096",
    "",
    "defaults",
    "  mode http",
    "  log global",
    "  option httplog",
    "  option dontlognull",
    "  option forwardfor",
    "  option redispatch",
    "  option http-keep-alive",
    // Connections to replicas are kept and shared by requests that may be repeated.
    "  http-reuse safe",
    "  retries 3",
    // Only what has surely not been sent is tried again elsewhere.
    "  retry-on conn-failure",
    "  timeout connect 2s",
    "  timeout client 60s",
    `  timeout server ${config.timeout}s`,
    "  timeout http-request 10s",
    "  timeout http-keep-alive 60s",
    "  timeout check 2s",
    // A replaced replica keeps its name and changes its address: ask for it every second, live on when nobody answers.
    "  default-server check inter 1s fall 2 rise 1 resolvers engine resolve-prefer ipv4 init-addr libc,none",
    "",
    "resolvers engine",
    `  nameserver engine ${engineDns}:53`,
    "  resolve_retries 2",
    "  timeout resolve 1s",
    "  timeout retry 1s",
    "  hold valid 1s",
    "  hold nx 5s",
    "  hold timeout 30s",
    "  hold other 30s",
    "  accepted_payload_size 8192",
    "",
    "frontend health",
    `  bind ${healthAddress}`,
    "  option dontlog-normal",
    `  monitor-uri ${healthPath}`,
    "",
    ...frontend(config, routes),
    ...routes.flatMap((route, index) => [...backend(config, route, index), ""]),
  ].join("\n");
}

function frontend({ listen }: ProxyConfig, routes: readonly Route[]): string[] {
  if (listen.length === 0) return [];
  return ["frontend web", ...listen.map(address => `  bind ${address}`), ...routes.flatMap(rule), ""];
}

function rule(route: Route, index: number): string[] {
  const name = `route${index}`;
  const conditions = [
    ...(route.host === undefined ? [] : [`{ req.hdr(host),field(1,:) -i ${route.host} }`]),
    ...(route.path === undefined ? [] : [`{ path_beg ${route.path} }`]),
  ];
  return [
    `  ${conditions.length === 0 ? `default_backend ${name}` : `use_backend ${name} if ${conditions.join(" ")}`}`,
  ];
}

function backend(config: ProxyConfig, route: Route, index: number): string[] {
  return [
    `backend route${index}`,
    `  balance ${config.balance}`,
    ...(route.check === undefined
      ? []
      : ["  option httpchk", `  http-check send meth GET uri ${route.check} hdr Host ${route.hostname}`]),
    ...route.upstreams.map(({ name, port }) => `  server ${name} ${name}:${port}`),
  ];
}
