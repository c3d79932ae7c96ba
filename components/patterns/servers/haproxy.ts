import { engineDns, healthAddress, healthPath } from "./health.ts";

export const haproxyPath = "/etc/bulkhead/haproxy/haproxy.cfg";

/** Started without a daemon and without root: the container is the process. */
export const haproxyCommand = ["haproxy", "-W", "-db", "-f", haproxyPath];

/** Logs to where the engine reads. Left to itself it starts a thread for each processor of the host. */
export function haproxyGlobal(threads: number, connections = 4096): string[] {
  const log = "  log stdout format raw local0 info";
  return ["global", log, `  maxconn ${connections}`, `  nbthread ${threads}`, ""];
}

/** How servers are found: a replaced one keeps its name and changes its address; live on when nobody answers. */
export const haproxyLookup = "resolvers engine resolve-prefer ipv4 init-addr libc,none";

/** Asks the engine's DNS twice a second. */
export const haproxyResolvers: readonly string[] = [
  "resolvers engine",
  `  nameserver engine ${engineDns}:53`,
  "  resolve_retries 2",
  "  timeout resolve 500ms",
  "  timeout retry 500ms",
  "  hold valid 1s",
  "  hold nx 5s",
  "  hold timeout 30s",
  "  hold other 30s",
  "  accepted_payload_size 8192",
  "",
];

/** Says at loopback that it is well. */
export const haproxyHealth: readonly string[] = [
  "frontend health",
  "  mode http",
  `  bind ${healthAddress}`,
  "  option dontlog-normal",
  `  monitor-uri ${healthPath}`,
  "",
];
