import type { Container } from "@pulumi/docker";
import { ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { Problems } from "../check/problems.ts";
import { Hidden } from "../hidden.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { checkWorkload } from "./check.ts";
import { deploy } from "./deploy.ts";
import type { Linkable, LinkTarget } from "./link.ts";
import { workloadLinkTarget } from "./linkTarget.ts";
import { type PublishedPort, publishedPorts } from "./published.ts";
import { socketWishes } from "./sockets.ts";

/**
 * One or more identical long-running containers behind one name.
 *
 * @example
 * const backend = new Segment("backend");
 * const api = new Workload("api", { image: "acme/api:1", ports: [8080], replicas: 2, segments: [backend] });
 * new Workload("worker", { image: "acme/worker:1", segments: [backend], link: [api] }); // API_HOST, API_PORT
 */
export class Workload extends ComponentResource implements Linkable {
  /** The name peers call it by. */
  readonly hostname: Output<string>;
  /** Names of its containers on the engine, by replica. */
  readonly containerNames: Output<string[]>;
  /** Where its ports came out at the host, those that the engine chose among them. */
  readonly published: Output<PublishedPort[]>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: WorkloadArgs, opts?: ComponentResourceOptions) {
    const problems = new Problems();
    checkWorkload(name, args, problems);
    problems.throwIfAny("Workload", name);
    super("bulkhead:index:Workload", name, {}, opts);
    const { containers, workload, outputs } = deploy(this, name, args);
    const target = workloadLinkTarget(workload, containers, socketWishes(args, workload.name));
    knowledge.set(this, { containers, target });
    this.hostname = output(workload.name);
    this.containerNames = output(containers.map(container => container.name));
    this.published = publishedPorts(containers);
    const { hostname, containerNames, published } = this;
    this.registerOutputs({ hostname, containerNames, published, ...outputs });
  }

  linkTarget(): LinkTarget {
    return knowledge.get(this).target;
  }

  /** The inner containers, by replica. A method, since fields of a component become its outputs. */
  containers(): readonly Container[] {
    return knowledge.get(this).containers;
  }
}

interface Knowledge {
  readonly containers: readonly Container[];
  readonly target: LinkTarget;
}

const knowledge = new Hidden<Workload, Knowledge>();
