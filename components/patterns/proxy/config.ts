/** A route in plain values. */
export interface Route {
  readonly host: string | undefined;
  readonly path: string | undefined;
  readonly check: string | undefined;
  /** The name all replicas share. */
  readonly hostname: string;
  /** The name that each of them answers to at an address of its own: where they run, that may be another. */
  readonly replicas: string;
  readonly port: number;
  /** How many replicas it has room for, the old ones included that are being replaced. */
  readonly places: number;
}

/** Plain HTTP that is told to come by TLS. */
export interface Redirect {
  readonly listen: readonly string[];
  /** What follows the host's name in a URL: `:8443`, or nothing. */
  readonly port: string;
}

/** What a server's configuration is made of. */
export interface ProxyConfig {
  /** Addresses to listen on, `name:port` each; none where nobody is to call it. */
  readonly listen: readonly string[];
  /** Whether it answers there by TLS. */
  readonly tls: boolean;
  /** Where it answers plain HTTP with a redirect; undefined where it does not. */
  readonly redirect: Redirect | undefined;
  readonly routes: readonly Route[];
  readonly balance: "roundrobin" | "leastconn";
  /** Whether connections to replicas are kept for further requests. */
  readonly keepAlive: boolean;
  /** Whether each request is logged, also where nothing went wrong. */
  readonly accessLog: boolean;
  /** Threads, or workers. */
  readonly threads: number;
  /** Seconds. */
  readonly timeout: number;
}

/** The more specific first: with a host before without, longer paths before shorter. */
export function bySpecificity(routes: readonly Route[]): Route[] {
  const hosts = ({ host }: Route): number => (host === undefined ? 0 : 1);
  return routes.toSorted(
    (left, right) => hosts(right) - hosts(left) || pathOf(right).length - pathOf(left).length,
  );
}

/** What a request's path begins with; all paths begin with `/`. */
export function pathOf({ path }: Route): string {
  return path ?? "/";
}
