import type { Input } from "@pulumi/pulumi";
import type { Network } from "../../topology/index.ts";
import { Facet } from "../facet.ts";

/** What others ask of a Segment. */
export interface SegmentFacts {
  /** Its part of the topology. */
  readonly network: Network;
  /** The network's name on the engine. */
  readonly name: Input<string>;
  /** Where it is, in CIDR notation; undefined where nobody has a fixed address on it. */
  readonly subnet?: Input<string>;
}

export const segmentFacts = new Facet<SegmentFacts>("segment");

/** True for a Segment, be it of another copy of this package. */
export function isSegment(value: unknown): boolean {
  return segmentFacts.find(value) !== undefined;
}
