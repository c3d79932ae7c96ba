import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { fragmentOutput } from "../../topology/index.ts";
import { planned } from "../check/planned.ts";
import { standIn } from "../check/standIn.ts";
import { placements } from "../placement/placements.ts";
import { openMutual } from "../plan/meetings.ts";
import type { NetworkPlan } from "../plan/network.ts";
import { Ready } from "../plan/ready.ts";
import { takeSubnet } from "./allocate.ts";
import type { SegmentArgs } from "./args.ts";
import { segmentFacts } from "./facts.ts";
import { planSegment } from "./plan.ts";

/**
 * A network of its own for one purpose: the calls between workloads, a way out, or published ports.
 *
 * @example
 * const backend = new Segment("backend");
 * new Workload("api", { image: "acme/api:1", ports: [8080], segments: [backend] });
 */
export class Segment extends ComponentResource {
  /** The network's name on the engine. */
  readonly networkName!: Output<string>;
  /** The network's id on the engine. */
  readonly networkId!: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: SegmentArgs = {}, opts?: ComponentResourceOptions) {
    const plan = readySegment.find(args) ?? planned(() => planSegment(name, args));
    if (plan === undefined) return standIn(Segment);
    super("bulkhead:index:Segment", name, {}, opts);
    takeSubnet(name, plan.place.block);
    const { network } = plan;
    const made = placements[plan.placement.kind].network(this, plan);
    this.networkName = made.name;
    this.networkId = made.id;
    const { name: onEngine, subnet } = made;
    segmentFacts.set(this, { network, name: onEngine, ...(subnet === undefined ? {} : { subnet }) });
    if (plan.mutual) openMutual(network.id);
    const { networkName, networkId } = this;
    this.registerOutputs({ networkName, networkId, [fragmentOutput]: { networks: [network] } });
  }
}

/** A segment that another component has planned. */
export const readySegment = new Ready<SegmentArgs, NetworkPlan>("segment");
