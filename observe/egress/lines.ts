/** A name that a relay of egress was asked for. */
export interface EgressSeen {
  readonly name: string;
  /** Undefined where a name was looked up alone. */
  readonly port?: number;
  readonly protocol?: "tls" | "http" | "tcp";
  /** Why it was refused: `unlisted`, `address`; undefined where it was let through. */
  readonly refused?: string;
}

const relayed =
  /egress (?<protocol>tls|http|tcp) (?<port>\d+) from=\S+ name=(?<name>\S+) to=\S+ refused=(?<refused>\S+) /;

/** The calls that a relay tells of in its log. One without a name is of nobody that could be listed. */
export function relayedCalls(log: string): EgressSeen[] {
  return log.split("\n").flatMap((line): EgressSeen[] => {
    const { protocol, port, name = "-", refused } = relayed.exec(line)?.groups ?? {};
    if (protocol === undefined || name === "-") return [];
    return [
      {
        name,
        port: Number(port),
        protocol: protocol as NonNullable<EgressSeen["protocol"]>,
        ...(refused === "-" || refused === undefined ? {} : { refused }),
      },
    ];
  });
}

/** The names that a resolver led to the relay, be they called then or not. */
export function answeredNames(log: string): EgressSeen[] {
  return log.split("\n").flatMap((line): EgressSeen[] => {
    const [, name] = /dnsmasq(?:\[\d+\])?: config (\S+) is \d/.exec(line) ?? [];
    return name === undefined ? [] : [{ name: name.toLowerCase() }];
  });
}

/** The names that a resolver was asked for and had no answer to. */
export function unknownNames(log: string): EgressSeen[] {
  return log.split("\n").flatMap((line): EgressSeen[] => {
    const [, name] = /dnsmasq(?:\[\d+\])?: config (\S+) is NXDOMAIN/.exec(line) ?? [];
    return name === undefined ? [] : [{ name: name.toLowerCase(), refused: "unlisted" }];
  });
}
