import { haproxyGlobal, haproxyHealth, haproxyResolvers } from "../patterns/servers/haproxy.ts";
import { isPrivate, neverOpen, privateBlocks } from "./addresses.ts";
import type { EgressPort, EgressTarget } from "./rules.ts";

/** What a relay's configuration is made of. */
export interface EgressRelayConfig {
  /** Addresses to listen on, `name:port` each. */
  readonly listen: readonly string[];
  readonly ports: readonly EgressPort[];
  /** What is called by its address, where anything is. */
  readonly direct?: DirectCalls | undefined;
  readonly threads: number;
  /** MiB that it may use, by which it takes so many connections at once. */
  readonly memory: number;
  /** Seconds. */
  readonly idleTimeout: number;
}

/** Calls that come by the network whose gateway the relay is, to the address they are for. */
export interface DirectCalls {
  readonly ports: readonly EgressPort[];
  /** That network, in CIDR notation: from elsewhere nobody calls so. */
  readonly from: string;
  /** The relay's networks. An address there, even in a block, would lead to the relay itself, or to the host beside it. */
  readonly own: readonly string[];
}

/**
 * Writes haproxy's configuration: what is asked for is held against the list, then looked up, then where that leads is
 * held against the addresses that are open; only then is anything called. What is refused is told in the log, with why.
 *
 * @see https://docs.haproxy.org/2.6/configuration.html
 */
export function egressRelayConfig(config: EgressRelayConfig): string {
  const { listen, ports, direct, threads, idleTimeout } = config;
  const connections = connectionsWithin(config.memory);
  return [
    // Somewhat more are taken, to be told that there are too many: one that nobody takes would wait for nothing.
    ...haproxyGlobal(threads, connections + 200),
    "defaults",
    "  log global",
    "  option httplog",
    "  timeout connect 5s",
    // Whoever calls somebody who is not there is told after some seconds.
    "  retries 1",
    `  timeout client ${idleTimeout}s`,
    `  timeout server ${idleTimeout}s`,
    "  timeout http-request 10s",
    "  timeout http-keep-alive 60s",
    "",
    ...haproxyResolvers,
    ...haproxyHealth,
    ...ports.flatMap(port => [
      `frontend port${port.port}`,
      ...listen.filter(address => address.endsWith(`:${port.port}`)).map(address => `  bind ${address}`),
      `  tcp-request connection reject if { fe_conn gt ${connections} }`,
      ...writers[port.protocol](port),
      `  default_backend out${port.port}`,
      "",
      `backend out${port.port}`,
      `  mode ${modeOf(port)}`,
      // The address that was found and found open stands in place of this one.
      `  server outside 0.0.0.0:${port.port}`,
      "",
    ]),
    ...(direct?.ports ?? []).flatMap(port => [
      `frontend direct${port.port}`,
      `  bind 0.0.0.0:${port.port}`,
      `  tcp-request connection reject unless { src ${direct?.from} }`,
      `  tcp-request connection reject if { fe_conn gt ${connections} }`,
      ...directFrontend(port, direct?.own ?? []),
      `  default_backend direct${port.port}`,
      "",
      `backend direct${port.port}`,
      "  mode tcp",
      `  server outside 0.0.0.0:${port.port}`,
      "",
    ]),
  ].join("\n");
}

/** KiB that a connection takes at most, with a buffer for each way; and MiB for the program itself. */
const perConnection = 36;
const program = 24;

/** So many connections that the engine never ends it for want of memory, which would end all of them. */
export function connectionsWithin(memory: number): number {
  return Math.max(100, Math.floor(((memory - program) * 1024) / perConnection));
}

const writers = { tls: tlsFrontend, http: httpFrontend, tcp: tcpFrontend } as const;

function modeOf({ protocol }: EgressPort): "http" | "tcp" {
  return protocol === "http" ? "http" : "tcp";
}

/** How long a client may take to say whom it calls. */
const inspectDelay = "5s";

/**
 * The server name in the clear is what a name stands for. Where the true one is encrypted (ECH), that in the clear may be
 * any: such a hello is refused. Its extension is told by its number, its kind (outer) and the first of its ciphers.
 * Of the hello alone is asked: whoever waited for more would be too late for looking the name up.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9849
 */
const encryptedName = "req.payload_lv(3,2),hex -m reg FE0D0[0-9A-F]..00000[1-3]000[1-3]";

/**
 * By how much the first record is longer than the hello in it, which is as much as the hello's head. In a hello that goes
 * on in a second record something could hide from whoever looks for it; no client in use sends one.
 */
const wholeHello = [
  "  tcp-request content set-var(txn.hello) req.payload(6,3),be2dec(,3)",
  "  tcp-request content set-var(txn.over) req.payload(3,2),be2dec(,2),sub(txn.hello)",
];

function tlsFrontend(port: EgressPort): string[] {
  const reject = rejection("tcp-request content", "reject");
  return [
    "  mode tcp",
    logFormat(port),
    `  tcp-request inspect-delay ${inspectDelay}`,
    ...reject("no-tls", "unless { req.ssl_hello_type 1 }"),
    ...reject("no-server-name", "unless { req.ssl_sni -m found }"),
    "  tcp-request content set-var(txn.name) req.ssl_sni,lower",
    ...plainName("tcp-request content", reject),
    ...wholeHello,
    ...reject("split-hello", "unless { var(txn.over) -m int ge 4 }"),
    ...reject("encrypted-name", `if { ${encryptedName} }`),
    ...held(port, "tcp-request content", reject),
  ];
}

function httpFrontend(port: EgressPort): string[] {
  const reject = rejection("http-request", (why, code) => {
    const text = `"Egress of %[var(txn.name)]: ${why}\\n"`;
    return `return status ${code} content-type text/plain lf-string ${text}`;
  });
  return [
    "  mode http",
    logFormat(port),
    "  http-request set-var(txn.name) req.hdr(host),host_only,lower",
    ...reject("no-host", "unless { req.hdr(host) -m found }"),
    ...plainName("http-request", reject),
    ...reject("no-tunnel", "if { method CONNECT }"),
    ...held(port, "http-request", reject),
  ];
}

function tcpFrontend(port: EgressPort): string[] {
  const reject = rejection("tcp-request content", "reject");
  const [target] = port.targets;
  return [
    "  mode tcp",
    logFormat(port),
    // Without it there is no time to look a name up.
    `  tcp-request inspect-delay ${inspectDelay}`,
    `  tcp-request content set-var(txn.name) str(${target?.name ?? ""})`,
    ...opened(port, "tcp-request content", reject),
  ];
}

/** Whom it is for is the address it goes to, which is held against the blocks as an answer of DNS is. */
function directFrontend(port: EgressPort, own: readonly string[]): string[] {
  const rules = "tcp-request content";
  const reject = rejection(rules, "reject");
  return [
    "  mode tcp",
    logFormat(port),
    `  ${rules} set-var(txn.name) dst`,
    `  ${rules} set-var(txn.to) dst`,
    ...reject("address", `if { dst ${own.join(" ")} }`),
    ...heldAddress(port, rules, reject),
  ];
}

type Reject = (why: string, condition: string, code?: number) => string[];

/** Says why, for the log, and then refuses. */
function rejection(rules: string, action: string | ((why: string, code: number) => string)): Reject {
  return (why, condition, code = 403) => [
    `  ${rules} set-var(txn.why) str(${why}) ${condition}`,
    `  ${rules} ${typeof action === "string" ? action : action(why, code)} ${condition}`,
  ];
}

/** What is no name of DNS does not get into the log, where it could pass for more than a name. */
function plainName(rules: string, reject: Reject): string[] {
  const odd = "{ var(txn.odd) -m bool }";
  return [
    `  ${rules} set-var(txn.odd) bool(true) unless { var(txn.name) -m reg ^[a-z0-9._-]+$ }`,
    `  ${rules} set-var(txn.name) str(?) if ${odd}`,
    ...reject("odd-name", `if ${odd}`),
  ];
}

/** By its name, and then by where that leads. */
function held(port: EgressPort, rules: string, reject: Reject): string[] {
  const any = port.targets.some(({ kind }) => kind === "block");
  return [
    ...port.targets.flatMap((target, index) => (target.kind === "host" ? [named(index, target)] : [])),
    // Where a block is open, whatever leads there is.
    ...(any
      ? []
      : reject("unlisted", `unless ${alternatives(port.targets.map((_, index) => `named${index}`))}`)),
    ...opened(port, rules, reject),
  ];
}

/** Looks the name up, and holds the answer against the addresses that are open. */
function opened(port: EgressPort, rules: string, reject: Reject): string[] {
  return [
    `  ${rules} do-resolve(txn.to,engine,ipv4) var(txn.name)`,
    ...reject("unresolved", "unless { var(txn.to) -m found }", 502),
    ...heldAddress(port, rules, reject),
  ];
}

function heldAddress({ targets, protocol }: EgressPort, rules: string, reject: Reject): string[] {
  return [
    `  acl never var(txn.to) -m ip ${neverOpen.join(" ")}`,
    `  acl private var(txn.to) -m ip ${privateBlocks.join(" ")}`,
    ...reject("address", "if never"),
    ...targets.flatMap(({ within }, index) =>
      within === undefined ? [] : [`  acl within${index} var(txn.to) -m ip ${within}`],
    ),
    ...targets.map((target, index) => {
      const conditions = [
        ...(target.kind === "host" && protocol !== "tcp" ? [`named${index}`] : []),
        ...(target.within === undefined ? [] : [`within${index}`]),
        // Named as a part of somebody's network it is meant; as a part of all there is, it is not.
        ...(target.within !== undefined && isPrivate(target.within) ? [] : ["!private"]),
      ];
      return `  ${rules} set-var(txn.open) bool(true) if ${conditions.join(" ")}`;
    }),
    ...reject("address", "unless { var(txn.open) -m bool }"),
    `  ${rules} set-dst var(txn.to)`,
  ];
}

/** Whether it is one of the names a target stands for. */
function named(index: number, { name }: EgressTarget): string {
  const wildcard = name.startsWith("*.");
  return `  acl named${index} var(txn.name) -m ${wildcard ? `end ${name.slice(1)}` : `str ${name}`}`;
}

function alternatives(names: readonly string[]): string {
  return names.join(" or ");
}

/** One line for each connection, or request: `egress tls 443 name=api.example.com to=203.0.113.7 refused=- ...`. */
function logFormat({ port, protocol }: EgressPort): string {
  const fields = [
    `egress ${protocol} ${port}`,
    "from=%ci",
    "name=%[var(txn.name)]",
    "to=%[var(txn.to)]",
    "refused=%[var(txn.why)]",
    "sent=%U",
    "received=%B",
    "ended=%ts",
  ];
  return `  log-format "${fields.join(" ")}"`;
}
