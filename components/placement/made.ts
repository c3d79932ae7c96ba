import type { Container } from "@pulumi/docker";
import type { Input, Output, Resource } from "@pulumi/pulumi";
import { Facet } from "../facet.ts";
import type { PublishedPort } from "../plan/published.ts";

/** What has been made of a plan so far, by the ids it goes by there: what the rest of it waits for, and is joined to. */
export interface Made {
  /** Names of networks on the engine. */
  readonly networks: ReadonlyMap<string, Input<string>>;
  /** Where those networks are, in CIDR notation. */
  readonly subnets: ReadonlyMap<string, Input<string>>;
  /** Names of volumes on the engine. */
  readonly volumes: ReadonlyMap<string, Input<string>>;
  /** What is up when a workload is. */
  readonly workloads: ReadonlyMap<string, readonly Resource[]>;
}

export const nothingMade: Made = {
  networks: new Map(),
  subnets: new Map(),
  volumes: new Map(),
  workloads: new Map(),
};

/** The same, with a workload more. */
export function withWorkload(made: Made, id: string, resources: readonly Resource[]): Made {
  return { ...made, workloads: new Map([...made.workloads, [id, resources]]) };
}

/** A workload that has been made. */
export interface MadeWorkload {
  /** Its containers, by replica; none where it is a service of a swarm. */
  readonly containers: readonly Container[];
  /** What is up when it is. */
  readonly resources: readonly Resource[];
  /** Names of what runs, by replica. */
  readonly names: () => Output<string[]>;
  /** Where its ports came out at the host; not known before it runs. */
  readonly published: () => Output<PublishedPort[]>;
  /** What it logged, where it has run to its end. */
  readonly logs: () => Output<string>;
}

/** What has been made for a component that is one workload. */
export const madeFor = new Facet<MadeWorkload>("made");

/** A thing that the plan says is made together with what asks for it. */
export function madeAs<T>(things: ReadonlyMap<string, T>, id: string): T {
  const found = things.get(id);
  if (found === undefined) throw new Error(`${id} has not been made yet.`);
  return found;
}
