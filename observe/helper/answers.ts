import type { Found } from "../prober/report.ts";

/** Somewhere to connect to. */
export interface Target {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** What a datagram carries. */
  readonly payload?: string;
}

/** A connection in which it is said whom it is for. */
export interface Greeting {
  /** The name that is called. */
  readonly host: string;
  readonly port: number;
  /** The name that is said. */
  readonly said: string;
  readonly speaks: "tls" | "http" | "tcp";
}

/** What became of one attempt. */
export interface Attempted {
  readonly found: Found;
  /** Milliseconds until that was known; 0 where nothing was sent. */
  readonly took: number;
  /** Those that the name leads to, or the address itself; none where the name leads nowhere. */
  readonly addresses?: readonly string[];
  /** Why a name leads nowhere: nobody bears it, no server answers, a server answers that it cannot tell. */
  readonly reason?: "unknown" | "silent" | "failed";
}

/** A socket somebody waits on. */
export interface ListeningSocket {
  readonly protocol: "tcp" | "udp";
  readonly address: string;
  readonly port: number;
  readonly uid: number;
}

/** A connection as one end has it. */
export interface Connection {
  readonly protocol: "tcp" | "udp";
  /** Whether the other end has called. */
  readonly inbound: boolean;
  readonly local: string;
  /** The port it was called on; 0 where it has called. */
  readonly port: number;
  readonly remote: string;
  /** The port it has called; 0 where it was called. */
  readonly remotePort: number;
}

/** What a name leads to. */
export interface Resolved {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly reason?: "unknown" | "silent" | "failed";
  readonly took: number;
}

/** The network as a namespace has it. */
export interface NamespaceNetwork {
  readonly links: readonly {
    readonly name: string;
    readonly mtu: number;
    readonly up: boolean;
    /** With the length of their prefix. */
    readonly addresses: readonly string[];
  }[];
  readonly routes: readonly { readonly to: string; readonly via: string; readonly interface: string }[];
  /** The files as they are. */
  readonly resolv: string;
  readonly hosts: string;
}

/** A datagram that arrived, whether or not anybody waits for it. */
export interface Heard {
  readonly port: number;
  readonly length: number;
  /** What follows the nonce. */
  readonly mark: string;
}
