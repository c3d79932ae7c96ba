import { haproxyGlobal, haproxyHealth, haproxyLookup, haproxyResolvers } from "../servers/haproxy.ts";
import { bySpecificity, type ProxyConfig, type Route } from "./config.ts";
import { tlsFiles } from "./tls.ts";

/**
 * Writes haproxy's configuration.
 *
 * @see https://docs.haproxy.org/2.6/configuration.html
 */
export function haproxyConfig(config: ProxyConfig): string {
  const routes = bySpecificity(config.routes);
  return [
    ...haproxyGlobal(config.threads),
    "defaults",
    "  mode http",
    "  log global",
    "  option httplog",
    "  option dontlognull",
    ...(config.accessLog ? [] : ["  option dontlog-normal"]),
    "  option forwardfor",
    // A connection that failed is tried elsewhere at once, not a second later at the same replica.
    "  option redispatch 1",
    ...reuse(config),
    "  retries 3",
    // Also what was sent and never answered is tried again elsewhere, where that does no harm (see the frontend).
    "  retry-on conn-failure empty-response",
    "  timeout connect 1s",
    "  timeout client 60s",
    `  timeout server ${config.timeout}s`,
    "  timeout http-request 10s",
    "  timeout http-keep-alive 60s",
    "  timeout check 2s",
    // Fewer than one check a second finds a replica that comes or goes; the first failed connection takes it out.
    `  default-server check inter 1s fastinter 500ms downinter 500ms fall 2 rise 1 observe layer4 error-limit 1 on-error mark-down ${haproxyLookup}`,
    "",
    ...haproxyResolvers,
    ...haproxyHealth,
    ...frontend(config, routes),
    ...redirecting(config),
    ...routes.flatMap((route, index) => [...backend(config, route, index), ""]),
  ].join("\n");
}

/** Connections to replicas are kept and shared by requests that may be repeated; or ended with each request. */
function reuse({ keepAlive }: ProxyConfig): string[] {
  return keepAlive
    ? ["  option http-keep-alive", "  http-reuse safe"]
    : ["  option http-server-close", "  http-reuse never"];
}

function frontend({ listen, tls }: ProxyConfig, routes: readonly Route[]): string[] {
  if (listen.length === 0) return [];
  const secured = tls ? ` ssl crt ${tlsFiles.both} alpn h2,http/1.1 ssl-min-ver TLSv1.2` : "";
  return [
    "frontend web",
    ...listen.map(address => `  bind ${address}${secured}`),
    ...(tls ? ["  http-request set-header X-Forwarded-Proto https"] : []),
    // A request that changes something may have been heard before its connection ended.
    "  http-request disable-l7-retry unless { method GET HEAD OPTIONS }",
    ...routes.flatMap(rule),
    "",
  ];
}

function redirecting({ redirect }: ProxyConfig): string[] {
  if (redirect === undefined || redirect.listen.length === 0) return [];
  return [
    "frontend redirect",
    ...redirect.listen.map(address => `  bind ${address}`),
    `  http-request redirect code 308 location https://%[req.hdr(host),host_only]${redirect.port}%[pathq]`,
    "",
  ];
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
    // All replicas answer to the one name, however many there are: the engine's DNS says who has a place right now.
    `  server-template ${route.hostname}- ${route.places} ${route.replicas}:${route.port}`,
  ];
}
