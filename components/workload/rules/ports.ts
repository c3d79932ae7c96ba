import { type Complain, duplicates } from "../../check/complain.ts";
import { portText, sameHostPort } from "../../plan/ports.ts";
import { placementOf } from "../placement.ts";
import type { ReadWorkload } from "../read.ts";

/** Checks that ports stand once, and that what is published can be. */
export function checkPorts({ args, ports, publish }: ReadWorkload, complain: Complain): void {
  const open = ports.map(({ value }) => portText(value));
  duplicates(open).forEach(([place, text]) => {
    complain(ports[place]?.path ?? "ports", `${text} stands there twice; leave one out`);
  });
  if (args.publish === "all") {
    if (open.length === 0) complain("publish", "there are no ports to publish; give it ports", ["ports"]);
    return;
  }
  publish.forEach(({ value, portPath, hostPortPath, protocolPath }, index) => {
    if (!open.includes(portText(value))) {
      const reason = `${portText(value)} is not among the workload's ports; add it there`;
      complain(portPath, reason, ["ports", protocolPath]);
    }
    if (value.hostPort === 0) return;
    // A Swarm has a port at each node, whoever of its tasks is there.
    if ((args.replicas ?? 1) > 1 && placementOf(args.placement).kind === "engine") {
      const reason = "only one replica can have it; leave it out, take 1 replica, or put a Proxy in front";
      complain(hostPortPath, reason);
    }
    if (publish.slice(0, index).some(other => sameHostPort(other.value, value))) {
      complain(hostPortPath, `${value.hostPort} is published already; give another`);
    }
  });
}
