import { engineDns } from "../patterns/servers/health.ts";
import type { EgressPort } from "./rules.ts";

export const resolverPath = "/etc/bulkhead/dnsmasq/dnsmasq.conf";

/** Started without a daemon and without root: the container is the process. */
export const resolverCommand = ["dnsmasq", "--keep-in-foreground", `--conf-file=${resolverPath}`];

/** A name that it always knows, for its own check of health. */
export const ownName = "egress.bulkhead.internal";

/** What a resolver's configuration is made of. */
export interface EgressResolverConfig {
  /** Where it answers. */
  readonly address: string;
  /** Addresses of the relays. */
  readonly relays: readonly string[];
  readonly ports: readonly EgressPort[];
  /** Whether other names are passed on. */
  readonly forwards: boolean;
}

/**
 * Writes dnsmasq's configuration: the names of the list lead to the relays, by IPv4; no other name exists, or, where that
 * is asked for, others are passed on.
 *
 * @see https://thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html
 */
export function egressResolverConfig({ address, relays, ports, forwards }: EgressResolverConfig): string {
  const targets = ports.flatMap(port => port.targets);
  const names = [...new Set(targets.filter(({ kind }) => kind === "host").map(({ name }) => name))];
  // Whose addresses are open to whatever name leads there is called by names that nobody knows beforehand.
  const anything = ports.some(port => port.targets.some(({ kind }) => kind === "block"));
  return [
    "port=53",
    // It has neither root nor anybody else to become.
    "user=",
    "group=",
    // Not everywhere: where any name may be asked for, it is on a network with the host, too.
    "bind-interfaces",
    `listen-address=${address},127.0.0.1`,
    "no-resolv",
    "no-hosts",
    "log-facility=-",
    // Who asks for what is not in the list is told.
    "log-queries",
    "cache-size=1000",
    // Relays keep their addresses for as long as their network is there.
    "local-ttl=60",
    ...namedLines(ownName, ["127.0.0.1"]),
    ...names.flatMap(name => namedLines(name, relays)),
    ...(anything ? relays.map(relay => `address=/#/${relay}`) : []),
    ...(forwards && !anything ? [`server=${engineDns}`] : ["local=/#/"]),
    "",
  ].join("\n");
}

/** `local` keeps what else is asked of the name, such as its IPv6 address, from anybody else: the answer is that there is none. */
function namedLines(name: string, relays: readonly string[]): string[] {
  // A domain's own name is answered along with those below it; the relay refuses it.
  if (name.startsWith("*.")) {
    const domain = name.slice(2);
    return [...relays.map(relay => `address=/${domain}/${relay}`), `local=/${domain}/`];
  }
  return [...relays.map(relay => `host-record=${name},${relay}`), `local=/${name}/`];
}
