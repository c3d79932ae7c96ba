import {
  bySpecificity,
  engineDns,
  healthAddress,
  healthPath,
  type ProxyConfig,
  type Route,
} from "./config.ts";

export const nginxConfigPath = "/etc/bulkhead/nginx/nginx.conf";

/** Started without a daemon: the container is the process. */
export const nginxCommand = ["nginx", "-e", "/dev/stderr", "-c", nginxConfigPath, "-g", "daemon off;"];

/**
 * Writes nginx's configuration. A name in a variable is asked for again and again, which is how a replaced replica is
 * found at its new address; the price is a connection per request.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass
 */
export function nginxConfig(config: ProxyConfig): string {
  const hosts = Map.groupBy(bySpecificity(config.routes), route => route.host ?? "_");
  return [
    "worker_processes auto;",
    "pid /tmp/nginx.pid;",
    "error_log /dev/stderr info;",
    "events { worker_connections 1024; }",
    "http {",
    "  access_log /dev/stdout;",
    ...["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      kind => `  ${kind}_temp_path /tmp/nginx_${kind};`,
    ),
    `  resolver ${engineDns} valid=1s ipv6=off;`,
    "  resolver_timeout 2s;",
    "  keepalive_timeout 60s;",
    "  proxy_http_version 1.1;",
    '  proxy_set_header Connection "";',
    "  proxy_set_header Host $host;",
    "  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    "  proxy_set_header X-Forwarded-Proto $scheme;",
    "  proxy_connect_timeout 2s;",
    `  proxy_read_timeout ${config.timeout}s;`,
    "  proxy_next_upstream error timeout;",
    "  server {",
    `    listen ${healthAddress};`,
    "    access_log off;",
    `    location = ${healthPath} { return 200; }`,
    "  }",
    ...[...hosts].flatMap(([host, routes]) => server(config, host, routes)),
    "}",
    "",
  ].join("\n");
}

function server(config: ProxyConfig, host: string, routes: readonly Route[]): string[] {
  const fallback = host === "_" ? " default_server" : "";
  return [
    "  server {",
    ...config.listen.map(address => `    listen ${address}${fallback};`),
    `    server_name ${host};`,
    ...routes.flatMap(location),
    "  }",
  ];
}

function location({ path, hostname, port }: Route): string[] {
  return [
    `    location ${path ?? "/"} {`,
    `      set $upstream ${hostname};`,
    `      proxy_pass http://$upstream:${port};`,
    "    }",
  ];
}
