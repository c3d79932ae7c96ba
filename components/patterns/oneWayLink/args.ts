import type { Input, Resource } from "@pulumi/pulumi";
import type { SegmentArgs } from "../../network/args.ts";
import type { Segment } from "../../network/segment.ts";
import type { HardeningArgs, LimitArgs } from "../../workload/args/process.ts";
import type { WorkloadArgs } from "../../workload/args/workload.ts";
import type { Linkable } from "../../workload/link.ts";

/** Arguments of a {@link OneWayLink}; subnet and pool are those of the near side. */
export interface OneWayLinkArgs
  extends Pick<SegmentArgs, "subnet" | "pool">,
    Pick<WorkloadArgs, "app" | "tier" | "placement" | "transform"> {
  /**
   * Whom the client may call: a Workload, a Proxy, a Database or another OneWayLink.
   *
   * @example archive
   */
  readonly to: Linkable;
  /**
   * A segment on which that one is called: the far side.
   *
   * @default a segment for the relay and that one alone
   * @example deep
   */
  readonly segment?: Segment | undefined;
  /** Which of its ports are passed on; no other can be reached. @default all of them @example [5432] */
  readonly ports?: readonly number[] | undefined;
  /** An image of haproxy or nginx that has wget, for the health check. @example "haproxy:3.0-alpine" */
  readonly image: Input<string>;
  /**
   * What is in the image. nginx passes udp on as well, and needs the stream module, which the official image has.
   *
   * @default "haproxy"
   * @example "nginx"
   */
  readonly server?: "haproxy" | "nginx" | undefined;
  /**
   * The name the client calls; by default it notices no difference.
   *
   * @default the name of `to`
   * @example "archive"
   */
  readonly hostname?: string | undefined;
  /**
   * Relays behind that name.
   *
   * @default 1
   * @example 2
   */
  readonly replicas?: number | undefined;
  /**
   * Ports that the host lets in, as `publish` of a Workload has them: they come in by the relay. What is behind it
   * stays on internal networks, and has neither a way to the host nor the host for a neighbour; of the two the relay
   * alone has.
   *
   * @default nothing is published
   * @example ["8080:80"]
   */
  readonly publish?: WorkloadArgs["publish"];
  /**
   * Seconds after which a connection that carries nothing is ended.
   *
   * @default 3600
   * @example 300
   */
  readonly idleTimeout?: number | undefined;
  /**
   * @default for nginx { user: "101:101" }, the official image's user
   * @example { user: "101:101" }
   */
  readonly hardening?: HardeningArgs | undefined;
  /**
   * What it may use. It starts a thread (nginx: a worker) for each processor.
   *
   * @default { memory: 64 }
   * @example { memory: 128 }
   */
  readonly limits?: LimitArgs | undefined;
  /**
   * Labels on the relay and on the near side.
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
