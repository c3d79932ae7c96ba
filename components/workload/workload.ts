import type { Container } from "@pulumi/docker";
import { ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { planned } from "../check/planned.ts";
import { standIn } from "../check/standIn.ts";
import { Facet } from "../facet.ts";
import { type Made, nothingMade } from "../placement/made.ts";
import { realizeWorkload } from "../placement/realize.ts";
import type { PublishedPort } from "../plan/published.ts";
import { Ready } from "../plan/ready.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import type { Linkable, LinkTarget } from "./link.ts";
import { planWorkload, type ServerPlan } from "./plan.ts";

/**
 * One or more identical long-running containers behind one name.
 *
 * @example
 * const api = new Workload("api", { image: "acme/api:1", ports: [8080], replicas: 2 });
 * new Workload("worker", { image: "acme/worker:1", link: [api] }); // API_HOST, API_PORT
 */
export class Workload extends ComponentResource implements Linkable {
  /** The name peers call it by. */
  readonly hostname!: Output<string>;
  /** Names of its containers on the engine, by replica. */
  readonly containerNames!: Output<string[]>;
  /** Where its ports came out at the host, those that the engine chose among them. */
  readonly published!: Output<PublishedPort[]>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: WorkloadArgs, opts?: ComponentResourceOptions) {
    const ready: ReadyServer | undefined =
      readyWorkload.find(args) ?? planned(() => planWorkload(name, args));
    if (ready === undefined) return standIn(Workload);
    const { plan, endpoint, made = nothingMade } = ready;
    super("bulkhead:index:Workload", name, {}, opts);
    const { containers, resources, names, published, outputs } = realizeWorkload(this, plan, made);
    facts.set(this, { containers, target: { ...endpoint, resources } });
    this.hostname = output(endpoint.workload.name);
    this.containerNames = names();
    this.published = published();
    const { hostname, containerNames, published: ports } = this;
    this.registerOutputs({ hostname, containerNames, published: ports, ...outputs });
  }

  linkTarget(): LinkTarget {
    return facts.get(this).target;
  }

  /** The inner containers, by replica. A method, since fields of a component become its outputs. */
  containers(): readonly Container[] {
    return facts.get(this).containers;
  }
}

/** What is ready of a component that is one workload: its plan, and what its owner has made. */
export type ReadyServer = ServerPlan & { readonly made?: Made };

/** A workload that another component has planned. */
export const readyWorkload = new Ready<WorkloadArgs, ReadyServer>("workload");

const facts = new Facet<Facts>("workload");

interface Facts {
  readonly containers: readonly Container[];
  readonly target: LinkTarget;
}
