import type * as docker from "@pulumi/docker";
import type { PlacementArgs } from "../workload/args/placement.ts";
import type { SubnetPool } from "./subnets.ts";

/** Arguments of a {@link Segment}. */
export interface SegmentArgs {
  /**
   * What the segment is for.
   *
   * - `internal` carries calls between its members. It has no way out and no way in, and the host is no neighbour.
   * - `egress` is a way out by address translation. Its members do not reach each other over it.
   * - `publish` lets published ports in. It is no way out: what leaves it is not translated, so no answer comes back.
   *
   * @default "internal"
   * @example "egress"
   */
  readonly kind?: "internal" | "egress" | "publish" | undefined;
  /**
   * A subnet of its own inside the pool, by its first address.
   *
   * @default a free place in the pool, which it keeps; where it is looked for first, the segment's name decides
   * @example "10.64.3.32/27"
   */
  readonly subnet?: string | undefined;
  /**
   * Where subnets come from.
   *
   * @default { cidr: "10.64.0.0/10", prefix: 27 }
   * @example { cidr: "10.80.0.0/16", prefix: 27 }
   */
  readonly pool?: SubnetPool | undefined;
  /**
   * Whether members reach each other.
   *
   * @default true for `internal`, else false
   * @example false
   */
  readonly memberTraffic?: boolean | undefined;
  /**
   * Declares that its members may call each other, on every port they answer on; one that names none, on any. A bridge
   * lets them anyway; without this only what is linked is declared, and `reach` reports the rest as excess.
   *
   * @default false
   * @example true
   */
  readonly mutual?: boolean | undefined;
  /**
   * Gives the host an address on an internal segment. Its members then reach everything that listens on the host,
   * and the host them. The other kinds always have one.
   *
   * @default false
   * @example true
   */
  readonly hostAddress?: boolean | undefined;
  /**
   * Maximum transmission unit in bytes.
   *
   * @default the engine's, 1500
   * @example 1400
   */
  readonly mtu?: number | undefined;
  /**
   * Further options of the engine's bridge driver, as they are.
   *
   * @default {}
   * @example { "com.docker.network.driver.mtu": "1400" }
   */
  readonly driverOptions?: Readonly<Record<string, string>> | undefined;
  /**
   * Where its members run: on one engine, or on the nodes of a Swarm, which an overlay spans.
   *
   * @default "engine"
   * @example { kind: "swarm" }
   */
  readonly placement?: PlacementArgs | undefined;
  /**
   * Labels on the network, beside the library's own.
   *
   * @default {}
   * @example { owner: "team-shop" }
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * Changes what is given to the inner docker.Network; the last word.
   *
   * @default nothing is changed
   * @example args => ({ ...args, ipv6: true })
   */
  readonly transform?: ((args: docker.NetworkArgs) => docker.NetworkArgs) | undefined;
}
