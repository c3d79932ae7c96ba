import { z } from "zod";
import { type Complain, duplicates } from "../../check/complain.ts";
import { pick } from "../../check/pick.ts";
import type { Problems } from "../../check/problems.ts";
import { dnsName, exactly, image, portNumber } from "../../check/schemas.ts";
import { placeSubnets, type SubnetWish } from "../../network/placement.ts";
import { networkOf, Segment } from "../../network/segment.ts";
import { checkWorkloadRules } from "../../workload/check.ts";
import { workloadFields } from "../../workload/form.ts";
import type { Linkable } from "../../workload/link.ts";
import { checkNames } from "../../workload/namesTaken.ts";
import { isLinkable } from "../../workload/wishes.ts";
import type { OneWayLinkArgs } from "./args.ts";
import { relayedPorts, relayWorkload } from "./workload.ts";

const schema = exactly({
  to: z.custom<unknown>(isLinkable, "give a Workload, a Proxy, a Database or a OneWayLink"),
  segment: z.instanceof(Segment, { error: "give a Segment" }),
  ports: z.array(portNumber).min(1, "give at least one, or leave it out").optional(),
  image,
  server: z.enum(["haproxy", "nginx"]).optional(),
  ...pick(workloadFields, "hostname", "replicas"),
  idleTimeout: z.int("give a whole number of seconds").min(1, "give 1 or more").optional(),
  subnet: z.string().optional(),
  ...pick(
    workloadFields,
    "pool",
    "hardening",
    "limits",
    "labels",
    "app",
    "tier",
    "placement",
    "after",
    "transform",
  ),
});

/** Checks everything about a link. */
export function checkOneWayLink(name: string, args: OneWayLinkArgs, problems: Problems): void {
  problems.form("name", dnsName, name);
  const sound = problems.form("", schema, args);
  const { to, segment } = sound;
  const complain: Complain = (path, reason, unless) => problems.add(path, reason, unless);
  checkPorts(sound, complain);
  if (to !== undefined && segment !== undefined) checkFarSide(to, segment, complain);
  if (to !== undefined) checkRelayed({ ...sound, to }, complain);
  checkNames(name, { replicas: sound.replicas }, problems);
  if (to !== undefined && segment !== undefined) {
    checkWorkloadRules(name, relayWorkload({ image: "", ...sound, to, segment }, undefined).args, problems);
  }
  placeSubnets([nearWish(name, sound)], problems);
}

function checkPorts({ ports = [] }: Pick<OneWayLinkArgs, "ports">, complain: Complain): void {
  duplicates(ports.map(String)).forEach(([index, port]) => {
    complain(`ports[${index}]`, `${port} stands there twice; leave one out`);
  });
}

/** The wish for a subnet that the near side has. */
function nearWish(name: string, { subnet, pool }: Partial<OneWayLinkArgs>): SubnetWish {
  return { name, subnet, pool, namePath: "name", subnetPath: "subnet", poolPath: "pool" };
}

function checkFarSide(to: Linkable, segment: Segment, complain: Complain): void {
  const { workload } = to.linkTarget();
  const network = networkOf(segment);
  const called = workload.attachments.some(
    ({ network: id, aliases }) => id === network.id && aliases.length > 0,
  );
  if (!called) {
    complain("segment", `${workload.name} is not called on ${network.id}; add that to its segments`);
  } else if (network.memberTraffic === false) {
    complain("segment", `${network.id} lets its members not reach each other; take one of kind internal`);
  } else if (network.internal !== true) {
    complain("segment", "a relay goes on internal segments only; take one of kind internal");
  }
}

function checkRelayed(args: Pick<OneWayLinkArgs, "to" | "ports" | "server">, complain: Complain): void {
  const { workload } = args.to.linkTarget();
  const open = workload.ports.map(({ port }) => port);
  if (open.length === 0) {
    complain("to", `${workload.name} answers on no port; give it ports`);
    return;
  }
  args.ports?.forEach((port, index) => {
    if (open.includes(port)) return;
    complain(`ports[${index}]`, `${workload.name} does not answer on ${port}; it has ${open.join(", ")}`);
  });
  const passed = args.server === "nginx" ? ["tcp", "udp"] : ["tcp"];
  const foreign = relayedPorts(args).find(({ protocol }) => !passed.includes(protocol));
  if (foreign === undefined) return;
  const { port, protocol } = foreign;
  const remedy =
    protocol === "udp" ? 'take server "nginx", or leave it out of ports' : "leave it out of ports";
  complain("server", `${args.server ?? "haproxy"} passes no ${protocol} on, as ${port} is; ${remedy}`, [
    "ports",
  ]);
}
