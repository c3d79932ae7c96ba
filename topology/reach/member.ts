import type { Network } from "../model/network.ts";
import type { Attachment, Workload } from "../model/workload.ts";
import type { Port, Publication } from "./ports.ts";

/** A workload as the mechanisms see it, with its namespace followed to its end. */
export interface Member {
  readonly workload: Workload;
  /** The workload whose interfaces it uses: itself, or the one it joined. */
  readonly namespace: string;
  readonly inHost: boolean;
  /** Why nobody knows which interfaces it uses; undefined where that is known. */
  readonly unknown: string | undefined;
  /** Why nobody knows all places it is at, so that it may be anybody's neighbour; undefined where they are known. */
  readonly unplaced: string | undefined;
  /** The workloads it joins go round in a circle, so that none can start. */
  readonly circular: boolean;
  readonly networks: readonly Network[];
  /** How it is attached to them. */
  readonly attachments: readonly Attachment[];
  /** The same for all that are on the same networks in the same way. */
  readonly place: string;
  /** The networks it is on should it turn out to have interfaces of its own. */
  readonly ownNetworks: readonly Network[];
  /** The ports to ask about. */
  readonly ports: readonly Port[];
  /** What is published in its namespace: by its owner, for the engine takes no published ports from those who join. */
  readonly publications: readonly Publication[];
}
