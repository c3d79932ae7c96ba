import type { Port } from "../../plan/ports.ts";
import { haproxyGlobal, haproxyHealth, haproxyLookup, haproxyResolvers } from "../servers/haproxy.ts";
import { nginxFolders, nginxHealth, nginxMain, nginxResolver } from "../servers/nginx.ts";

/** What a relay's configuration is made of. */
export interface RelayConfig {
  /** Addresses to listen on, `name:port` each. */
  readonly listen: readonly string[];
  readonly ports: readonly Port[];
  /** The far side's name on the engine: to its clients the relay bears the server's name, so it must ask for that of the far side. */
  readonly network: string;
  /** The name all replicas of the server share. */
  readonly hostname: string;
  /** The name of each replica. */
  readonly replicas: readonly string[];
  /** Threads, or workers. */
  readonly threads: number;
  /** Seconds. */
  readonly idleTimeout: number;
}

/** Writes haproxy's configuration. */
export function haproxyRelay({
  listen,
  ports,
  network,
  replicas,
  threads,
  idleTimeout,
}: RelayConfig): string {
  // A single server is not asked every second whether it is well: there is no other to turn to.
  const check = replicas.length > 1 ? " check inter 1s fall 2 rise 1" : "";
  return [
    ...haproxyGlobal(threads),
    "defaults",
    "  mode tcp",
    "  log global",
    "  option tcplog",
    "  option dontlognull",
    "  option redispatch",
    "  retries 3",
    "  timeout connect 2s",
    `  timeout client ${idleTimeout}s`,
    `  timeout server ${idleTimeout}s`,
    "  timeout check 2s",
    `  default-server ${haproxyLookup}`,
    "",
    ...haproxyResolvers,
    ...haproxyHealth,
    ...ports.flatMap(({ port }) => [
      `listen port${port}`,
      ...at(listen, port).map(address => `  bind ${address}`),
      "  balance leastconn",
      ...replicas.map(name => `  server ${name} ${name}.${network}:${port}${check}`),
      "",
    ]),
  ].join("\n");
}

/**
 * Writes nginx's configuration. The name in a variable is asked for with each connection, so that a replaced server is
 * found at its new address.
 *
 * @see https://nginx.org/en/docs/stream/ngx_stream_proxy_module.html#proxy_pass
 */
export function nginxRelay({ listen, ports, network, hostname, threads, idleTimeout }: RelayConfig): string {
  return [
    // Debian has the stream module in a file of its own; the official image has it built in, and no such folder.
    "include /etc/nginx/modules-enabled/*.conf;",
    ...nginxMain(threads),
    "stream {",
    ...nginxResolver,
    "  proxy_connect_timeout 2s;",
    `  proxy_timeout ${idleTimeout}s;`,
    ...ports.flatMap(({ port, protocol }) => [
      "  server {",
      ...at(listen, port).map(address => `    listen ${address}${protocol === "udp" ? " udp" : ""};`),
      `    set $upstream ${hostname}.${network};`,
      `    proxy_pass $upstream:${port};`,
      "  }",
    ]),
    "}",
    "http {",
    "  access_log off;",
    ...nginxFolders,
    ...nginxHealth,
    "}",
    "",
  ].join("\n");
}

function at(listen: readonly string[], port: number): string[] {
  return [...new Set(listen.filter(address => address.endsWith(`:${port}`)))];
}
