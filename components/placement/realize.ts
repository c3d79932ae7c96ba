import { type ComponentResource, log } from "@pulumi/pulumi";
import { fragmentOutput } from "../../topology/index.ts";
import { segmentFacts } from "../network/facts.ts";
import { readySegment, Segment } from "../network/segment.ts";
import { fragmentOf, topologyWorkload } from "../plan/fragment.ts";
import { takeHostPorts } from "../plan/hostPorts.ts";
import { joinNetwork, joinVolume } from "../plan/meetings.ts";
import { takeNames } from "../plan/names.ts";
import type { NetworkPlan } from "../plan/network.ts";
import { joinable, type Later, later } from "../plan/pairs.ts";
import type { Plan } from "../plan/plan.ts";
import { type WorkloadPlan, withAttachments } from "../plan/workload.ts";
import { Joined } from "./joined.ts";
import { type Made, type MadeWorkload, madeFor, nothingMade, withWorkload } from "./made.ts";
import { placements } from "./placements.ts";

/** What has been made of a plan. */
export interface Realized {
  /** This, and all there was before. */
  readonly made: Made;
  readonly segments: ReadonlyMap<string, Segment>;
  readonly runs: readonly Run[];
  /** What its component is to register, beside its own outputs. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Makes a plan's resources below a component. Everything that can be wrong with it was said before.
 *
 * @param before what the plan speaks of, and the component's owner has made.
 */
export function realize(owner: ComponentResource, plan: Plan, before: Made): Realized {
  for (const workload of plan.workloads) {
    takeNames(workload);
    takeHostPorts(workload);
    warnOfHost(owner, workload);
  }
  const segments = realizeNetworks(owner, plan.networks);
  const volumes = plan.volumes.map(volume => {
    return [volume.volume.id, placements.engine.volume(owner, volume).name] as const;
  });
  const pairs = plan.pairs.map(({ network, server }) => [network.network.id, server.join(network)] as const);
  const own = madeNetworks(segments);
  let made: Made = {
    networks: new Map([
      ...before.networks,
      ...own.networks,
      ...pairs.map(([id, { name }]) => [id, name] as const),
    ]),
    subnets: new Map([
      ...before.subnets,
      ...own.subnets,
      ...pairs.flatMap(([id, { subnet }]) => (subnet === undefined ? [] : [[id, subnet] as const])),
    ]),
    volumes: new Map([...before.volumes, ...volumes]),
    workloads: before.workloads,
  };
  const [first, ...others] = plan.workloads;
  // What the first waits for of its own comes after it in the plan, and is made before it.
  const helpers = others.map(workload => {
    const run: Run = {
      ...placements[workload.placement.kind].workload(owner, workload, workload, made),
      attached: workload,
    };
    made = withWorkload(made, workload.id, run.resources);
    return run;
  });
  const runs = first === undefined ? [] : [realizeRun(owner, first, made), ...helpers];
  return { made, segments, runs, outputs: outputsOf(plan, runs) };
}

/** A workload that has been made, with what others join it by. */
interface Run extends MadeWorkload {
  readonly attached: Later<WorkloadPlan>;
}

function realizeRun(owner: ComponentResource, plan: WorkloadPlan, made: Made): Run {
  let attached: Later<WorkloadPlan> = plan;
  if (plan.hostReason === undefined && plan.ports.length > 0) {
    const joined = new Joined(owner);
    joinable.set(owner, joined);
    attached = joined.attachments.then(more => withAttachments(plan, more));
  }
  return { ...placements[plan.placement.kind].workload(owner, plan, attached, made), attached };
}

/** Makes the networks a component has for itself: each a segment of its own. */
export function realizeNetworks(
  owner: ComponentResource,
  networks: readonly NetworkPlan[],
): Map<string, Segment> {
  const segments = new Map<string, Segment>();
  for (const plan of networks) {
    const { upon } = plan;
    const { id } = plan.network;
    const below = upon && segments.get(upon.network)?.networkId;
    const whole =
      upon === undefined || below === undefined ? plan : { ...plan, upon: { ...upon, id: below } };
    segments.set(id, new Segment(id, readySegment.of(whole), { parent: owner }));
  }
  return segments;
}

/** What has been made where some segments have. */
export function madeNetworks(segments: ReadonlyMap<string, Segment>): Made {
  const facts = [...segments].map(([id, segment]) => [id, segmentFacts.get(segment)] as const);
  return {
    ...nothingMade,
    networks: new Map(facts.map(([id, { name }]) => [id, name])),
    subnets: new Map(
      facts.flatMap(([id, { subnet }]) => (subnet === undefined ? [] : [[id, subnet] as const])),
    ),
  };
}

/** Makes the resources of a plan that is of one workload. */
export function realizeWorkload(
  owner: ComponentResource,
  plan: Plan,
  before: Made,
): MadeWorkload & Pick<Realized, "outputs" | "made" | "segments"> {
  const { runs, ...realized } = realize(owner, plan, before);
  const [first] = runs;
  const publishing = plan.workloads.findIndex(({ id }) => id === plan.workloads[0]?.publishedBy);
  const run = first && { ...first, published: runs[publishing]?.published ?? first.published };
  if (run === undefined) throw new Error("There is no workload in this plan.");
  madeFor.set(owner, run);
  return { ...run, ...realized };
}

function warnOfHost(owner: ComponentResource, { id, hostReason }: WorkloadPlan): void {
  if (hostReason === undefined) return;
  log.warn(`${id} is on the host's own network, open to whoever reaches the host: ${hostReason}`, owner);
}

/** Its part of the topology, with the flows to those it meets on what they share. Its networks register themselves. */
function outputsOf(plan: Plan, runs: readonly Run[]): Readonly<Record<string, unknown>> {
  const met = plan.workloads.flatMap(workload =>
    workload.attachments.flatMap(({ network }) => joinNetwork(network.id, () => topologyWorkload(workload))),
  );
  const files = plan.workloads.flatMap(({ id, mounts }) =>
    mounts.flatMap(({ id: volume, readOnly, declared }) =>
      declared && volume !== undefined ? joinVolume(volume, { id, writes: !readOnly }) : [],
    ),
  );
  const fragment = (workloads: readonly WorkloadPlan[]) => {
    const { networks: _, ...own } = fragmentOf({ ...plan, workloads });
    return { ...own, flows: [...own.flows, ...met, ...files] };
  };
  const attached = runs.map(run => run.attached);
  const settled = attached.some(one => one instanceof Promise) ? Promise.all(attached) : plan.workloads;
  return { [fragmentOutput]: later(settled, fragment) };
}
