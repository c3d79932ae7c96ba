import type { Input, Resource } from "@pulumi/pulumi";
import type { Segment } from "../../network/segment.ts";
import type { AttachmentArgs, PublishArgs } from "../../workload/args/network.ts";
import type { HardeningArgs, LimitArgs } from "../../workload/args/process.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { Linkable } from "../../workload/link.ts";

/** Where requests go. The most specific route that fits takes a request. */
export interface RouteArgs {
  /**
   * The workload that answers, not a database; every replica of it gets its share.
   *
   * @example api
   */
  readonly to: Linkable;
  /**
   * Its port.
   *
   * @default its first
   * @example 8081
   */
  readonly port?: number | undefined;
  /** Only requests for this host. @default any @example "shop.example.com" */
  readonly host?: string | undefined;
  /** Only requests whose path begins so. @default any @example "/api/" */
  readonly path?: string | undefined;
  /**
   * A path that answers 2xx or 3xx while a replica is well; without it, a replica is well while its port is open.
   * For haproxy alone: nginx does not check.
   *
   * @default none
   * @example "/health"
   */
  readonly check?: string | undefined;
}

/** Where a {@link Proxy} answers plain HTTP, to send it to TLS. */
export interface RedirectArgs {
  /**
   * The port it answers on.
   *
   * @default 8080
   * @example 80
   */
  readonly port?: number | undefined;
  /** Where that port is published at the host. @default not at all @example { hostPort: 80 } */
  readonly publish?: Omit<PublishArgs, "port" | "protocol"> | undefined;
}

/** How a {@link Proxy} answers by TLS. */
export interface TlsArgs {
  /** The server's certificate as PEM, followed by those that signed it. @example config.requireSecret("tlsCertificate") */
  readonly certificate: Input<string>;
  /** The certificate's private key as PEM, without a passphrase. @example config.requireSecret("tlsKey") */
  readonly key: Input<string>;
  /**
   * Answers plain HTTP on a port of its own too, with a redirect to where the proxy is published (308: the method stays).
   *
   * @default plain HTTP is not answered
   * @example { publish: { hostPort: 80, address: "0.0.0.0" } }
   */
  readonly redirect?: RedirectArgs | undefined;
}

/** Arguments of a {@link Proxy}. */
export interface ProxyArgs extends Pick<WorkloadArgs, "app" | "tier" | "pool" | "placement" | "transform"> {
  /** An image of haproxy or nginx that has wget, for the health check. @example "haproxy:3.0-alpine" */
  readonly image: Input<string>;
  /**
   * What is in the image. haproxy checks each replica's health, keeps connections open to it and learns within a second
   * when a replaced one has another address. nginx learns it too, but opens a connection per request.
   *
   * @default "haproxy"
   * @example "nginx"
   */
  readonly server?: "haproxy" | "nginx" | undefined;
  /**
   * At least one.
   *
   * @example [{ to: api, path: "/api" }]
   */
  readonly routes: readonly RouteArgs[];
  /**
   * The port it answers on.
   *
   * @default 8080, with tls 8443
   * @example 80
   */
  readonly port?: number | undefined;
  /**
   * Has it answer by TLS (1.2 and later), with HTTP/2 for who asks for it. Certificate and key reach it as files.
   *
   * @default plain HTTP
   * @example { certificate: config.requireSecret("tlsCertificate"), key: config.requireSecret("tlsKey") }
   */
  readonly tls?: TlsArgs | undefined;
  /** Where that port is published at the host. @default not at all @example { hostPort: 80, address: "0.0.0.0" } */
  readonly publish?: Omit<PublishArgs, "port" | "protocol"> | undefined;
  /**
   * The name peers call it by.
   *
   * @default the component's name
   * @example "shop"
   */
  readonly hostname?: string | undefined;
  /**
   * @default 1
   * @example 3
   */
  readonly replicas?: number | undefined;
  /**
   * Segments it takes part in. With a target of its routes that is on none of them it gets one of the pair's own.
   *
   * @default []
   * @example [front, { segment: web, serves: false }]
   */
  readonly segments?: readonly (Segment | AttachmentArgs)[] | undefined;
  /**
   * How haproxy chooses a replica; nginx takes them in turn.
   *
   * @default "roundrobin"
   * @example "leastconn"
   */
  readonly balance?: "roundrobin" | "leastconn" | undefined;
  /**
   * Whether connections to replicas are kept for further requests. For haproxy alone: nginx does not keep them.
   *
   * @default true for haproxy
   * @example false
   */
  readonly keepAlive?: boolean | undefined;
  /**
   * Whether each request is a line of its log. Without, haproxy logs what went wrong, and nginx errors alone. At full
   * load it takes half of what haproxy could pass on (bench/results/path.md).
   *
   * @default true
   * @example false
   */
  readonly accessLog?: boolean | undefined;
  /**
   * Seconds a replica may take to answer.
   *
   * @default 30
   * @example 60
   */
  readonly timeout?: number | undefined;
  /**
   * @default for nginx { user: "101:101" }, the official image's user
   * @example { user: "101:101" }
   */
  readonly hardening?: HardeningArgs | undefined;
  /**
   * What it may use. It starts a thread (nginx: a worker) for each processor.
   *
   * @default as those of a Workload
   * @example { memory: 512, cpus: 2 }
   */
  readonly limits?: LimitArgs | undefined;
  /**
   * Labels on its containers, beside the library's own.
   *
   * @default {}
   * @example { owner: "team-shop" }
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * What must be up before it, beside what it leads to.
   *
   * @default []
   * @example [migration]
   */
  readonly after?: readonly Resource[] | undefined;
}
