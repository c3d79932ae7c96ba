import type { Network, Protocol } from "../../topology/index.ts";
import { networkOf, Segment } from "../network/segment.ts";
import type { AttachmentArgs, LinkArgs, WorkloadArgs } from "./args.ts";
import type { Linkable, LinkTarget } from "./link.ts";

/** A port in full. */
export interface PortWish {
  readonly port: number;
  readonly protocol: Protocol;
}

/** A segment taken part in, in full. */
export interface SegmentWish {
  readonly segment: Segment;
  readonly network: Network;
  readonly serves: boolean;
  readonly aliases: readonly string[];
  readonly ports: readonly number[] | undefined;
}

/** A link in full; the target is undefined for what cannot be linked to. */
export interface LinkWish {
  readonly target: LinkTarget | undefined;
  readonly prefix: string;
  readonly secrets: "file" | "env";
}

/** The ports a workload answers on, short forms written out. */
export function portWishes({ ports }: Pick<WorkloadArgs, "ports">): PortWish[] {
  return (ports ?? []).map(port =>
    typeof port === "number"
      ? { port, protocol: "tcp" }
      : { port: port.port, protocol: port.protocol ?? "tcp" },
  );
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

/** The links a workload has, short forms written out. */
export function linkWishes({ link }: Pick<WorkloadArgs, "link">): LinkWish[] {
  return (link ?? []).map(given => {
    const args: LinkArgs = "to" in given ? given : { to: given };
    const target = isLinkable(args.to) ? args.to.linkTarget() : undefined;
    return { target, prefix: args.prefix ?? target?.prefix ?? "", secrets: args.secrets ?? "file" };
  });
}

function isLinkable(value: unknown): value is Linkable {
  return typeof (value as Linkable | null)?.linkTarget === "function";
}
