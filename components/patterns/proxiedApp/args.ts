import type { Resource } from "@pulumi/pulumi";
import type { SubnetPool } from "../../network/subnets.ts";
import type { PlacementArgs } from "../../workload/args/placement.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { ProxyArgs, RouteArgs } from "../proxy/args.ts";

/** Requests that a service answers. */
export type ServiceRouteArgs = Pick<RouteArgs, "host" | "path">;

/** A service behind the proxy: a workload, and the requests it answers. */
export interface ServiceArgs
  extends Omit<WorkloadArgs, "hostname" | "app" | "tier" | "pool" | "listenVariable"> {
  /**
   * The requests it answers; the most specific route that fits takes a request.
   *
   * @default all of them
   * @example [{ path: "/api" }]
   */
  readonly routes?: readonly ServiceRouteArgs[] | undefined;
  /**
   * The port requests go to.
   *
   * @default its first
   * @example 8081
   */
  readonly routePort?: number | undefined;
  /**
   * A path that answers 2xx or 3xx while a replica is well; without it, a replica is well while its port is open.
   *
   * @default none
   * @example "/health"
   */
  readonly check?: string | undefined;
  /**
   * An environment variable that tells the service where to listen: `name.network:port`, several divided by commas.
   * A service that listens there alone cannot be called back by those it calls.
   *
   * @default none
   * @example "LISTEN"
   */
  readonly listenVariable?: WorkloadArgs["listenVariable"];
}

/** Arguments of a {@link ProxiedApp}. */
export interface ProxiedAppArgs {
  /**
   * The proxy in front of the services.
   *
   * @example { image: "haproxy:3.0-alpine", publish: {} }
   */
  readonly proxy: Omit<
    ProxyArgs,
    "routes" | "segments" | "hostname" | "app" | "tier" | "pool" | "labels" | "after"
  >;
  /**
   * The services by name; the name is what the proxy calls them by.
   *
   * @example { api: { image: "acme/api:1", ports: [8080], routes: [{ path: "/api" }] } }
   */
  readonly services: Readonly<Record<string, ServiceArgs>>;
  /**
   * The name clients on the frontend call.
   *
   * @default the component's name
   * @example "shop"
   */
  readonly hostname?: string | undefined;
  /**
   * Where subnets come from.
   *
   * @default { cidr: "10.64.0.0/10", prefix: 27 }
   * @example { cidr: "10.80.0.0/16", prefix: 27 }
   */
  readonly pool?: SubnetPool | undefined;
  /**
   * Where all of it runs. Its proxy and its services may say more of that for themselves, such as constraints.
   *
   * @default "engine"
   * @example { kind: "swarm" }
   */
  readonly placement?: PlacementArgs | undefined;
  /**
   * Labels on everything.
   *
   * @default {}
   * @example { owner: "team-shop" }
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * What must be up before its services.
   *
   * @default []
   * @example [migration]
   */
  readonly after?: readonly Resource[] | undefined;
}
