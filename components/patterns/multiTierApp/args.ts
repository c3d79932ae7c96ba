import type { Resource } from "@pulumi/pulumi";
import type { SubnetPool } from "../../network/subnets.ts";
import type { LinkArgs } from "../../workload/args/network.ts";
import type { PlacementArgs } from "../../workload/args/placement.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { DatabaseArgs } from "../database/args.ts";
import type { JobArgs } from "../job/args.ts";
import type { ProxyArgs, RouteArgs } from "../proxy/args.ts";

/** What the application itself decides for its tiers. */
type Decided = "segments" | "app" | "tier" | "pool" | "hostname";

/** A link by the tier's name. */
export interface TierLinkArgs<Tier extends string> extends Omit<LinkArgs, "to" | "over"> {
  /**
   * The tier that may be called.
   *
   * @example "db"
   */
  readonly to: Tier;
}

/** A route by the tier's name. */
export interface TierRouteArgs<Tier extends string> extends Omit<RouteArgs, "to"> {
  /**
   * The tier that answers.
   *
   * @example "app"
   */
  readonly to: Tier;
}

/** A tier of containers of one image. */
export interface WorkloadTierArgs<Tier extends string>
  extends Omit<WorkloadArgs, Decided | "link" | "after"> {
  /**
   * @default "workload"
   * @example "workload"
   */
  readonly kind?: "workload" | undefined;
  /**
   * Tiers it may call, with the variables to do so: the flow and the injection in one word.
   *
   * @default []
   * @example ["db"]
   */
  readonly link?: readonly (Tier | TierLinkArgs<Tier>)[] | undefined;
  /**
   * What must be up before it, or, where that is a job, have run to its end: tiers by name, and resources.
   *
   * @default []
   * @example ["migrate"]
   */
  readonly after?: readonly (Tier | Resource)[] | undefined;
}

/** A tier that runs to its end, such as a migration. */
export interface JobTierArgs<Tier extends string> extends Omit<JobArgs, Decided | "link" | "after"> {
  /**
   * Makes the tier a {
   *
   * @link Job}.
   * @example "job"
   */
  readonly kind: "job";
  /**
   * Tiers it may call, with the variables to do so.
   *
   * @default []
   * @example ["db"]
   */
  readonly link?: readonly (Tier | TierLinkArgs<Tier>)[] | undefined;
  /**
   * What must be up before it, or, where that is a job, have run to its end: tiers by name, and resources.
   *
   * @default []
   * @example ["migrate"]
   */
  readonly after?: readonly (Tier | Resource)[] | undefined;
}

/** A tier that passes HTTP requests on to others. */
export interface ProxyTierArgs<Tier extends string> extends Omit<ProxyArgs, Decided | "routes" | "after"> {
  /**
   * Makes the tier a {
   *
   * @link Proxy}.
   * @example "proxy"
   */
  readonly kind: "proxy";
  /**
   * At least one; each opens the flow to its tier.
   *
   * @example [{ to: "app", path: "/" }]
   */
  readonly routes: readonly TierRouteArgs<Tier>[];
  /**
   * What must be up before it, or, where that is a job, have run to its end: tiers by name, and resources.
   *
   * @default []
   * @example ["migrate"]
   */
  readonly after?: readonly (Tier | Resource)[] | undefined;
}

/** A tier that keeps data. */
export interface DatabaseTierArgs extends Omit<DatabaseArgs, Decided | "sharedWith"> {
  /**
   * Makes the tier a {
   *
   * @link Database}.
   * @example "database"
   */
  readonly kind: "database";
}

export type TierArgs<Tier extends string> =
  | WorkloadTierArgs<Tier>
  | ProxyTierArgs<Tier>
  | DatabaseTierArgs
  | JobTierArgs<Tier>;

/** Who may call whom. */
export interface FlowArgs<Tier extends string> {
  /**
   * The tier that calls.
   *
   * @example "web"
   */
  readonly from: Tier;
  /**
   * The tier that is called.
   *
   * @example "app"
   */
  readonly to: Tier;
  /**
   * @default every port of `to`
   * @example 8080
   */
  readonly port?: number | undefined;
}

/** Arguments of a {@link MultiTierApp}. */
export interface MultiTierAppArgs<Tier extends string> {
  /**
   * The tiers by name; the name is what peers call them by.
   *
   * @example { app: { image: "acme/app:1", link: ["db"] }, db: { kind: "database", image: "postgres:16", password } }
   */
  readonly tiers: Readonly<Record<Tier, TierArgs<NoInfer<Tier>>>>;
  /**
   * Calls beyond those that links and routes declare. Nothing else is possible.
   *
   * @default []
   * @example [{ from: "app", to: "cache", port: 6379 }]
   */
  readonly flows?: readonly FlowArgs<NoInfer<Tier>>[] | undefined;
  /**
   * Where subnets come from.
   *
   * @default { cidr: "10.64.0.0/10", prefix: 27 }
   * @example { cidr: "10.80.0.0/16", prefix: 27 }
   */
  readonly pool?: SubnetPool | undefined;
  /**
   * Subnets by pair, for the rare case that two segments fall on the same one.
   *
   * @default {}
   * @example { "web-app": "10.64.3.32/27" }
   */
  readonly subnets?: Readonly<Record<string, string>> | undefined;
  /**
   * Where all of it runs. A tier may say more of that for itself, such as constraints.
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
}
