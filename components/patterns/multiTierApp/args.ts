import type { SubnetPool } from "../../network/subnets.ts";
import type { LinkArgs, WorkloadArgs } from "../../workload/args.ts";
import type { DatabaseArgs } from "../database/args.ts";
import type { ProxyArgs, RouteArgs } from "../proxy/args.ts";

/** What the application itself decides for its tiers. */
type Decided = "segments" | "app" | "tier" | "pool" | "hostname";

/** A link by the tier's name. */
export interface TierLinkArgs<Tier extends string> extends Omit<LinkArgs, "to" | "over"> {
  readonly to: Tier;
}

/** A route by the tier's name. */
export interface TierRouteArgs<Tier extends string> extends Omit<RouteArgs, "to"> {
  readonly to: Tier;
}

/** A tier of containers of one image. */
export interface WorkloadTierArgs<Tier extends string> extends Omit<WorkloadArgs, Decided | "link"> {
  /** @default "workload" */
  readonly kind?: "workload" | undefined;
  /** Tiers it may call, with the variables to do so: the flow and the injection in one word. @default [] */
  readonly link?: readonly (Tier | TierLinkArgs<Tier>)[] | undefined;
}

/** A tier that passes HTTP requests on to others. */
export interface ProxyTierArgs<Tier extends string> extends Omit<ProxyArgs, Decided | "routes"> {
  readonly kind: "proxy";
  /** At least one; each opens the flow to its tier. */
  readonly routes: readonly TierRouteArgs<Tier>[];
}

/** A tier that keeps data. */
export interface DatabaseTierArgs extends Omit<DatabaseArgs, Decided> {
  readonly kind: "database";
}

export type TierArgs<Tier extends string> = WorkloadTierArgs<Tier> | ProxyTierArgs<Tier> | DatabaseTierArgs;

/** Who may call whom. */
export interface FlowArgs<Tier extends string> {
  readonly from: Tier;
  readonly to: Tier;
  /** @default every port of `to` */
  readonly port?: number | undefined;
}

/** Arguments of a {@link MultiTierApp}. */
export interface MultiTierAppArgs<Tier extends string> {
  /** The tiers by name; the name is what peers call them by. */
  readonly tiers: Readonly<Record<Tier, TierArgs<NoInfer<Tier>>>>;
  /** Calls beyond those that links and routes declare. Nothing else is possible. @default [] */
  readonly flows?: readonly FlowArgs<NoInfer<Tier>>[] | undefined;
  /** Where subnets come from. @default { cidr: "10.64.0.0/10", prefix: 27 } */
  readonly pool?: SubnetPool | undefined;
  /**
   * Subnets by pair, for the rare case that two segments fall on the same one.
   *
   * @default {}
   * @example { "web-app": "10.64.3.32/27" }
   */
  readonly subnets?: Readonly<Record<string, string>> | undefined;
  /** Labels on everything. @default {} */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}
