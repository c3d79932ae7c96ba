import type { Input } from "@pulumi/pulumi";
import type { Network } from "../../topology/index.ts";
import { networkOf, Segment } from "../network/segment.ts";
import { isMountable } from "../storage/mountable.ts";
import type { SharedSocket } from "../storage/sharedSocket.ts";
import type { AttachmentArgs, LinkArgs } from "./args/network.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import type { Linkable, LinkTarget, OpenSocket } from "./link.ts";

/** A segment taken part in, in full. */
export interface SegmentWish {
  readonly segment: Segment;
  readonly network: Network;
  readonly serves: boolean;
  readonly aliases: readonly string[];
  readonly ports: readonly number[] | undefined;
}

/** A volume to mount, in full. */
export interface MountWish {
  /** Its id in the topology; undefined where only its name on the engine is known. */
  readonly id: string | undefined;
  /** Its name on the engine. */
  readonly name: Input<string>;
  readonly at: string;
  readonly readOnly: boolean;
  /** A component stands for it, so that those who mount it were meant to meet there. */
  readonly declared: boolean;
}

/** A link in full. */
export interface LinkWish {
  readonly target: LinkTarget;
  readonly prefix: string;
  readonly secrets: "file" | "env";
  /** The shared socket it goes over; undefined where it goes over a network. */
  readonly over: SharedSocket | undefined;
  /** What the target opens there. */
  readonly socket: OpenSocket | undefined;
}

/** The segments a workload takes part in, short forms written out. */
export function segmentWishes({ segments }: Pick<WorkloadArgs, "segments">): SegmentWish[] {
  return (segments ?? []).map(given => {
    const attachment: AttachmentArgs = given instanceof Segment ? { segment: given } : given;
    return {
      segment: attachment.segment,
      network: networkOf(attachment.segment),
      serves: attachment.serves ?? true,
      aliases: attachment.aliases ?? [],
      ports: attachment.ports,
    };
  });
}

/** The volumes a workload mounts, defaults filled in. */
export function mountWishes({ volumes }: Pick<WorkloadArgs, "volumes">): MountWish[] {
  return (volumes ?? []).map(({ volume, at, readOnly = false }) => {
    if (isMountable(volume)) return { ...volume.mountTarget(), at, readOnly, declared: true };
    const id = typeof volume === "string" ? volume : undefined;
    return { id, name: volume, at, readOnly, declared: false };
  });
}

/** The links a workload has, short forms written out. */
export function linkWishes({ link }: Pick<WorkloadArgs, "link">): LinkWish[] {
  return (link ?? []).map(given => {
    const args: LinkArgs = isLinkable(given) ? { to: given } : given;
    const target = args.to.linkTarget();
    const volume = args.over?.mountTarget().id;
    return {
      target,
      prefix: args.prefix ?? target.prefix,
      secrets: args.secrets ?? "file",
      over: args.over,
      socket: target.sockets?.find(socket => socket.volume === volume),
    };
  });
}

export function isLinkable(value: unknown): value is Linkable {
  return typeof (value as Linkable | null | undefined)?.linkTarget === "function";
}

/** True for a network over which the host is reached, and what is published comes in. */
export function leadsToHost(network: Network): boolean {
  return network.internal === false;
}

/** True for a network with a way out of the host. */
export function leadsOut(network: Network): boolean {
  return leadsToHost(network) && network.masquerade === true;
}

/** Whether a workload needs a segment of its own that leads to the host, beside those it is given. */
export function wantsOuterSegment(args: Pick<WorkloadArgs, "egress" | "publish" | "segments">): boolean {
  const given = segmentWishes(args).map(({ network }) => network);
  if (args.egress === true && !given.some(leadsOut)) return true;
  return publishes(args) && !given.some(leadsToHost);
}

/** Whether anything of a workload is published. */
export function publishes({ publish }: Pick<WorkloadArgs, "publish">): boolean {
  return (publish ?? []).length > 0;
}
