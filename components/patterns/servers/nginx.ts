import { engineDns, healthAddress, healthPath } from "./health.ts";

export const nginxPath = "/etc/bulkhead/nginx/nginx.conf";

/** Started without a daemon: the container is the process. */
export const nginxCommand = ["nginx", "-e", "/dev/stderr", "-c", nginxPath, "-g", "daemon off;"];

/** Writes nowhere but to its logs and to /tmp. Told "auto", it starts a worker for each processor of the host. */
export function nginxMain(workers: number): string[] {
  return [
    `worker_processes ${workers};`,
    "pid /tmp/nginx.pid;",
    "error_log /dev/stderr info;",
    "events { worker_connections 1024; }",
  ];
}

/** Asks the engine's DNS again after a second. */
export const nginxResolver: readonly string[] = [
  `  resolver ${engineDns} valid=1s ipv6=off;`,
  "  resolver_timeout 2s;",
];

/** Folders for what does not fit into memory, within `http`. */
export const nginxFolders: readonly string[] = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
  kind => `  ${kind}_temp_path /tmp/nginx_${kind};`,
);

/** Says at loopback that it is well, within `http`. */
export const nginxHealth: readonly string[] = [
  "  server {",
  `    listen ${healthAddress};`,
  "    access_log off;",
  `    location = ${healthPath} { return 200; }`,
  "  }",
];
