import { nginxFolders, nginxHealth, nginxMain, nginxResolver } from "../servers/nginx.ts";
import { bySpecificity, type ProxyConfig, pathOf, type Route } from "./config.ts";
import { tlsFiles } from "./tls.ts";

/**
 * Writes nginx's configuration. A name in a variable is asked for again and again, which is how a replaced replica is
 * found at its new address; the price is a connection per request.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass
 */
export function nginxConfig(config: ProxyConfig): string {
  const routes = bySpecificity(config.routes);
  const hosts = Map.groupBy(
    routes.filter(({ host }) => host !== undefined),
    ({ host = "" }) => host.toLowerCase(),
  );
  const others = routes.filter(({ host }) => host === undefined);
  return [
    ...nginxMain(config.threads),
    "http {",
    `  access_log ${config.accessLog ? "/dev/stdout" : "off"};`,
    ...nginxFolders,
    ...nginxResolver,
    "  keepalive_timeout 60s;",
    "  proxy_http_version 1.1;",
    '  proxy_set_header Connection "";',
    "  proxy_set_header Host $http_host;",
    "  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    "  proxy_set_header X-Forwarded-Proto $scheme;",
    "  proxy_connect_timeout 2s;",
    `  proxy_read_timeout ${config.timeout}s;`,
    "  proxy_next_upstream error timeout;",
    // How much a request may carry is for the application to say.
    "  client_max_body_size 0;",
    ...nginxHealth,
    ...(config.tls ? secured : []),
    ...server(config, "_", others),
    ...redirecting(config),
    ...[...hosts].flatMap(([host, own]) => server(config, host, [...own, ...uncovered(own, others)])),
    "}",
    "",
  ].join("\n");
}

const secured = [
  `  ssl_certificate ${tlsFiles.certificate};`,
  `  ssl_certificate_key ${tlsFiles.key};`,
  "  ssl_protocols TLSv1.2 TLSv1.3;",
];

function redirecting({ redirect }: ProxyConfig): string[] {
  if (redirect === undefined || redirect.listen.length === 0) return [];
  return [
    "  server {",
    ...redirect.listen.map(address => `    listen ${address} default_server;`),
    `    return 308 https://$host${redirect.port}$request_uri;`,
    "  }",
  ];
}

/** Routes for any host that a host's own leave something to: nginx does not look beyond the server it has chosen. */
function uncovered(own: readonly Route[], others: readonly Route[]): Route[] {
  return others.filter(other => !own.some(route => pathOf(other).startsWith(pathOf(route))));
}

function server(config: ProxyConfig, host: string, routes: readonly Route[]): string[] {
  if (config.listen.length === 0) return [];
  // Without a default server nginx would take the first one for hosts that nobody named.
  const fallback = host === "_" ? " default_server" : "";
  const complete = routes.some(route => pathOf(route) === "/");
  return [
    "  server {",
    // As a word of its own HTTP/2 is known from 1.25.1 on; later ones know this too.
    ...config.listen.map(address => `    listen ${address}${fallback}${config.tls ? " ssl http2" : ""};`),
    `    server_name ${host};`,
    ...routes.flatMap(location),
    // Without it nginx would look for a file of the image's own.
    ...(complete ? [] : ["    location / { return 404; }"]),
    "  }",
  ];
}

function location(route: Route): string[] {
  return [
    `    location ${pathOf(route)} {`,
    `      set $upstream ${route.replicas};`,
    `      proxy_pass http://$upstream:${route.port};`,
    "    }",
  ];
}
