/** The settings of an nginx that serves a page of a few bytes, which is to cost next to nothing, and logs no request. */
export function nginxPage(...server: readonly string[]): string {
  const lines = [
    "worker_processes 1;",
    "pid /tmp/nginx.pid;",
    "error_log /dev/stderr;",
    "events { worker_connections 1024; }",
    "http {",
    "  access_log off;",
    "  keepalive_requests 1000000;",
    ...["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      kind => `  ${kind}_temp_path /tmp/nginx_${kind};`,
    ),
    "  server {",
    ...server.map(line => `    ${line}`),
    "    location / { return 200 'a page'; }",
    "  }",
    "}",
  ];
  return `${lines.join("\n")}\n`;
}
