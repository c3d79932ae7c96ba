import { type Complain, duplicates } from "../../check/complain.ts";
import type { PublishArgs } from "../args/network.ts";
import type { WorkloadArgs } from "../args/workload.ts";
import type { PortWish, PublishWish } from "./text.ts";
import { portsIn, portWishes, publishedIn } from "./wishes.ts";

type Args = Pick<WorkloadArgs, "ports" | "publish" | "replicas">;

/** Checks that ports stand once, and that what is published can be. */
export function checkPorts(args: Args, complain: Complain): void {
  const listed = (args.ports ?? []).flatMap((given, index) => portsIn(given).map(port => ({ port, index })));
  duplicates(listed.map(({ port }) => portText(port))).forEach(([place, text]) => {
    complain(`ports[${listed[place]?.index}]`, `${text} stands there twice; leave one out`);
  });
  if (args.publish === "all") {
    if (listed.length === 0) complain("publish", "there are no ports to publish; give it ports", ["ports"]);
    return;
  }
  checkPublished(args, args.publish ?? [], complain);
}

function checkPublished(args: Args, publish: readonly (string | PublishArgs)[], complain: Complain): void {
  const open = portWishes(args).map(portText);
  const published = publish.flatMap((given, index) =>
    publishedIn(given).map(wish => ({ wish, path: pathsOf(given, index) })),
  );
  published.forEach(({ wish, path }, index) => {
    if (!open.includes(portText(wish))) {
      const reason = `${portText(wish)} is not among the workload's ports; add it there`;
      complain(path.port, reason, ["ports", path.protocol]);
    }
    if (wish.hostPort === 0) return;
    if ((args.replicas ?? 1) > 1) {
      const reason = "only one replica can have it; leave it out, take 1 replica, or put a Proxy in front";
      complain(path.hostPort, reason);
    }
    if (published.slice(0, index).some(other => sameHostPort(other.wish, wish))) {
      complain(path.hostPort, `${wish.hostPort} is published already; give another`);
    }
  });
}

type Paths = Readonly<Record<"port" | "hostPort" | "protocol", string>>;

/** Where to mend an entry: its fields have paths of their own, a text has one. */
function pathsOf(given: string | PublishArgs, index: number): Paths {
  const path = `publish[${index}]`;
  return typeof given === "string"
    ? { port: path, hostPort: path, protocol: path }
    : { port: `${path}.port`, hostPort: `${path}.hostPort`, protocol: `${path}.protocol` };
}

/** True where the engine could publish only one of two. */
export function sameHostPort(left: Omit<PublishWish, "port">, right: Omit<PublishWish, "port">): boolean {
  const [one, other] = [left.address, right.address];
  const meet = one === other || [one, other].some(address => address === "0.0.0.0" || address === "::");
  return left.hostPort !== 0 && left.hostPort === right.hostPort && left.protocol === right.protocol && meet;
}

export function portText({ port, protocol }: PortWish): string {
  return `${port}/${protocol}`;
}
