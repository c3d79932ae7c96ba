import type { PortArgs, PublishArgs } from "../args/network.ts";
import type { WorkloadArgs } from "../args/workload.ts";
import {
  defaultAddress,
  type Parsed,
  type PortWish,
  type PublishWish,
  parsePorts,
  parsePublish,
} from "./text.ts";

/** What an argument of `ports` stands for; a form that cannot be read stands for nothing. */
export function portsIn(given: number | string | PortArgs): readonly PortWish[] {
  if (typeof given === "number") return [{ port: given, protocol: "tcp" }];
  if (typeof given === "string") return wishesOf(parsePorts(given));
  return [{ port: given.port, protocol: given.protocol ?? "tcp" }];
}

/** The ports a workload answers on, short forms written out. */
export function portWishes({ ports }: Pick<WorkloadArgs, "ports">): PortWish[] {
  return (ports ?? []).flatMap(portsIn);
}

/** What an entry of `publish` stands for; a form that cannot be read stands for nothing. */
export function publishedIn(given: string | PublishArgs): readonly PublishWish[] {
  if (typeof given === "string") return wishesOf(parsePublish(given));
  const { port, protocol = "tcp", hostPort = 0, address = defaultAddress } = given;
  return [{ port, protocol, hostPort, address }];
}

/** What a workload publishes at the host, short forms written out. */
export function publishWishes(args: Pick<WorkloadArgs, "ports" | "publish">): PublishWish[] {
  const { publish = [] } = args;
  if (publish !== "all") return publish.flatMap(publishedIn);
  return portWishes(args).map(port => ({ ...port, hostPort: 0, address: defaultAddress }));
}

function wishesOf<Wish>(parsed: Parsed<Wish>): readonly Wish[] {
  return "wishes" in parsed ? parsed.wishes : [];
}
