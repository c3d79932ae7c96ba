import * as docker from "@pulumi/docker";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  output,
} from "@pulumi/pulumi";
import { z } from "zod";
import type { Network, Workload as TopologyWorkload } from "../../topology/index.ts";
import { plainNetwork } from "../../topology/index.ts";
import { Problems, pathText } from "../check/problems.ts";
import { dnsName, exactly, labels, pool, transform } from "../check/schemas.ts";
import { giveName } from "../check/unique.ts";
import { Hidden } from "../hidden.ts";
import { labelList } from "../labels.ts";
import { registering } from "../registering.ts";
import { transformed } from "../transformed.ts";
import { whyNoBridgeOption } from "./bridgeOptions.ts";
import { placeSubnets, type SubnetWish } from "./placement.ts";
import { type Block, formatBlock, gatewayOf, type SubnetPool } from "./subnets.ts";

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
   * @default the segment's name decides
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
   * Declares that its members may call each other, on every port they answer on. A bridge lets them anyway; without
   * this only what is linked is declared, and `reach` reports the rest as excess.
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
  labels: labels.optional(),
  transform: transform.optional(),
});

/**
 * A network of its own for one purpose: the calls between workloads, a way out, or published ports.
 *
 * @example
 * const backend = new Segment("backend");
 * new Workload("api", { image: "acme/api:1", ports: [8080], segments: [backend] });
 */
export class Segment extends ComponentResource {
  /** The network's name on the engine. */
  readonly networkName: Output<string>;
  /** The network's id on the engine. */
  readonly networkId: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: SegmentArgs = {}, opts?: ComponentResourceOptions) {
    const subnet = checkSegment(name, args);
    super("bulkhead:index:Segment", name, {}, opts);
    const network = createNetwork(this, name, args, subnet);
    this.networkName = network.name;
    this.networkId = network.id;
    networks.set(this, segmentTopology(name, args, subnet));
    if (args.mutual) meetings.set(this, []);
    this.registerOutputs({
      networkName: this.networkName,
      networkId: this.networkId,
      topology: output({ networks: [segmentTopology(name, args, subnet)] }),
    });
  }
}

/** What a segment is in the topology. */
const networks = new Hidden<Segment, Network>();

/** Those on a mutual segment so far. */
const meetings = new Hidden<Segment, TopologyWorkload[]>();

/** Joins the members of a segment; gives those that were there and that the new one may call, and be called by. */
export function joinSegment(segment: Segment, member: TopologyWorkload): readonly TopologyWorkload[] {
  const members = meetings.find(segment);
  if (members === undefined) return [];
  members.push(member);
  return members.slice(0, -1);
}

/** The segment's part of the topology. */
export function networkOf(segment: Segment): Network {
  return networks.get(segment);
}

function checkSegment(name: string, args: SegmentArgs): Block {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  const sound = problems.form("", segmentSchema, args);
  checkBehaviour(sound, problems);
  const block = placeSubnets([wishOf(name, sound)], problems).get(name);
  problems.throwIfAny("Segment", name);
  if (block === undefined) throw new Error(`Segment "${name}" has no subnet.`);
  giveName("segment", name);
  return block;
}

function wishOf(name: string, { subnet, pool }: SegmentArgs): SubnetWish {
  return { name, subnet, pool, namePath: "name", subnetPath: "subnet", poolPath: "pool" };
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
  if (args.mutual && !behaviour(args).memberTraffic) {
    problems.add("mutual", "its members do not reach each other; leave it out, or set memberTraffic", [
      "kind",
      "memberTraffic",
    ]);
  }
  if (kind !== "internal" && hostAddress === false) {
    problems.add("hostAddress", `a segment of kind ${kind} leads through the host's address; leave it out`);
  }
  for (const [option, value] of Object.entries(driverOptions ?? {})) {
    const owner = Object.hasOwn(ownedOptions, option) ? ownedOptions[option] : undefined;
    const owned = owner && `the argument ${owner} decides it; give that one`;
    const reason = owned ?? whyNoBridgeOption(option, value);
    if (reason !== undefined) problems.add(pathText(["driverOptions", option]), reason);
  }
}

function createNetwork(parent: Segment, name: string, args: SegmentArgs, subnet: Block): docker.Network {
  const { internal, memberTraffic, hostAddress, masquerade } = behaviour(args);
  const options: Record<string, Input<string>> = {
    ...(memberTraffic ? {} : { "com.docker.network.bridge.enable_icc": "false" }),
    ...(hostAddress ? {} : { "com.docker.network.bridge.inhibit_ipv4": "true" }),
    ...(masquerade || internal ? {} : { "com.docker.network.bridge.enable_ip_masquerade": "false" }),
    ...(args.mtu === undefined ? {} : { "com.docker.network.driver.mtu": String(args.mtu) }),
    ...args.driverOptions,
  };
  const networkArgs: docker.NetworkArgs = {
    driver: "bridge",
    internal,
    // Both or neither: with the subnet alone the engine's answer never equals what was asked for.
    ipamConfigs: [{ subnet: formatBlock(subnet), gateway: gatewayOf(subnet) }],
    options,
    labels: labelList({ ...args.labels, "bulkhead.segment": name }),
  };
  // Old and new have the same subnet, which only one network can have.
  const resourceOptions = { parent, deleteBeforeReplace: true };
  const last = transformed(`segment ${name}`, networkArgs, args.transform);
  return registering(() => new docker.Network(name, last, resourceOptions));
}

function segmentTopology(name: string, args: SegmentArgs, subnet: Block): Network {
  const { internal, memberTraffic, hostAddress, masquerade } = behaviour(args);
  return {
    ...plainNetwork(name),
    internal,
    memberTraffic,
    hostAddress,
    masquerade,
    subnets: [formatBlock(subnet)],
    labels: args.labels ?? {},
  };
}

function behaviour(
  args: SegmentArgs,
): Record<"internal" | "memberTraffic" | "hostAddress" | "masquerade", boolean> {
  const kind = args.kind ?? "internal";
  const internal = kind === "internal";
  return {
    internal,
    memberTraffic: args.memberTraffic ?? internal,
    hostAddress: internal ? (args.hostAddress ?? false) : true,
    masquerade: kind === "egress",
  };
}
