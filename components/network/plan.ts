import { z } from "zod";
import { Problems, pathText } from "../check/problems.ts";
import { dnsName, exactly, labels, pool, transform } from "../check/schemas.ts";
import { behaviourOf, type NetworkPlan, networkOf } from "../plan/network.ts";
import { placementOf, placementSchema } from "../workload/placement.ts";
import { Allocation } from "./allocate.ts";
import type { SegmentArgs } from "./args.ts";
import { whyNoBridgeOption } from "./bridgeOptions.ts";

/** The form of a segment's arguments. */
export const segmentSchema = exactly({
  kind: z.enum(["internal", "egress", "publish"], 'give "internal", "egress" or "publish"').optional(),
  subnet: z.string().optional(),
  pool: pool.optional(),
  memberTraffic: z.boolean().optional(),
  mutual: z.boolean().optional(),
  hostAddress: z.boolean().optional(),
  mtu: z.int("give a whole number").min(68, "give 68 or more").max(65535, "give 65535 or less").optional(),
  driverOptions: z.record(z.string(), z.string()).optional(),
  placement: placementSchema.optional(),
  labels: labels.optional(),
  transform: transform.optional(),
});

/**
 * Reads a segment's arguments.
 *
 * @throws ArgumentError with everything that is wrong.
 */
export function planSegment(name: string, args: SegmentArgs): NetworkPlan {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  const sound: SegmentArgs = problems.form("", segmentSchema, args);
  checkBehaviour(sound, problems);
  const { subnet, pool, mtu, driverOptions, transform } = sound;
  const request = { name, subnet, pool, namePath: "name", subnetPath: "subnet", poolPath: "pool" };
  const place = new Allocation(problems).place(request);
  const placement = placementOf(sound.placement);
  problems.throwIfAny("Segment", name);
  return {
    network: networkOf(name, sound, place, sound.labels, placement),
    place,
    placement,
    mutual: sound.mutual ?? false,
    driverOptions: {
      ...(mtu === undefined ? {} : { "com.docker.network.driver.mtu": String(mtu) }),
      ...driverOptions,
    },
    transform,
  };
}

/** Options that have an argument of their own; given past it they would make the topology untrue. */
const ownedOptions: Readonly<Record<string, string>> = {
  "com.docker.network.bridge.enable_icc": "memberTraffic",
  "com.docker.network.bridge.inhibit_ipv4": "hostAddress",
  "com.docker.network.bridge.enable_ip_masquerade": "kind",
  "com.docker.network.driver.mtu": "mtu",
};

/** Checks what the arguments have to do with each other. */
function checkBehaviour(args: SegmentArgs, problems: Problems): void {
  const { kind = "internal", hostAddress, driverOptions } = args;
  if (args.mutual && !behaviourOf(args).memberTraffic) {
    problems.add("mutual", "its members do not reach each other; leave it out, or set memberTraffic", [
      "kind",
      "memberTraffic",
    ]);
  }
  if (kind !== "internal" && hostAddress === false) {
    problems.add("hostAddress", `a segment of kind ${kind} leads through the host's address; leave it out`);
  }
  if (placementOf(args.placement).kind === "swarm") checkOverlay(args, problems);
  for (const [option, value] of Object.entries(driverOptions ?? {})) {
    const owner = Object.hasOwn(ownedOptions, option) ? ownedOptions[option] : undefined;
    const owned = owner && `the argument ${owner} decides it; give that one`;
    const reason = owned ?? whyNoBridgeOption(option, value);
    if (reason !== undefined) problems.add(pathText(["driverOptions", option]), reason);
  }
}

/** What an overlay has nothing for. */
function checkOverlay(
  { kind = "internal", memberTraffic, hostAddress }: SegmentArgs,
  problems: Problems,
): void {
  if (kind !== "internal") {
    const reason = "the members of an overlay reach each other, and one that leads out would join them";
    problems.add("kind", `${reason}; leave it out, and give each workload egress or publish`, ["placement"]);
  }
  if (memberTraffic === false) {
    problems.add("memberTraffic", "the members of an overlay reach each other; leave it out", ["placement"]);
  }
  if (hostAddress === true) {
    problems.add("hostAddress", "a node has no address on an overlay; leave it out", ["placement"]);
  }
}
