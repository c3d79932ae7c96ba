import type { ComponentResource } from "@pulumi/pulumi";
import { segmentFacts } from "../network/facts.ts";
import { readySegment, Segment } from "../network/segment.ts";
import type { NetworkPlan } from "../plan/network.ts";
import type { Joinable } from "../plan/pairs.ts";
import type { Attachment } from "../plan/workload.ts";

/** Those who join a workload, until the program comes to a rest: until its synchronous part is over. */
export class Joined implements Joinable {
  readonly #owner: ComponentResource;
  readonly #attachments: Attachment[] = [];
  #settled = false;
  /** The networks they have brought. */
  readonly attachments: Promise<readonly Attachment[]>;

  constructor(owner: ComponentResource) {
    this.#owner = owner;
    this.attachments = new Promise(resolve => {
      setImmediate(() => {
        this.#settled = true;
        resolve(this.#attachments);
      });
    });
  }

  open(): boolean {
    return !this.#settled;
  }

  join(plan: NetworkPlan): ReturnType<Joinable["join"]> {
    const { network } = plan;
    // Below the server, which waits for it: a client may be told to wait for all that is below the server.
    const segment = new Segment(network.id, readySegment.of(plan), { parent: this.#owner });
    const { name, subnet } = segmentFacts.get(segment);
    const place = subnet === undefined ? {} : { subnet };
    this.#attachments.push({ network, name, ...place, serves: true, aliases: [], ports: undefined });
    return { name, ...place };
  }
}
