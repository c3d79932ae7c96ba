import { hostId, outsideId } from "../../topology/index.ts";
import type { Connection } from "../helper/answers.ts";
import type { SeenFlow } from "./report.ts";

/** Who has which addresses. */
export interface Addresses {
  /** Workloads, by the addresses of their containers. */
  readonly workloads: ReadonlyMap<string, string>;
  /** The host's own on the networks. */
  readonly host: ReadonlySet<string>;
}

/**
 * What a connection of a workload's container is between whom. What stays within the container is nobody's business,
 * the engine's name server among it.
 *
 * @param of the workload.
 */
export function attribute(
  of: string,
  { inbound, remote, port, remotePort, protocol }: Connection,
  addresses: Addresses,
): Omit<SeenFlow, "samples"> | undefined {
  const other = ownerOf(remote, addresses);
  if (other === undefined || other === of) return undefined;
  return inbound
    ? { from: other, to: of, port, protocol }
    : { from: of, to: other, port: remotePort, protocol };
}

/** Undefined for loopback. */
function ownerOf(address: string, { workloads, host }: Addresses): string | undefined {
  if (/^127\.|^::1$/.test(address)) return undefined;
  return workloads.get(address) ?? (host.has(address) ? hostId : outsideId);
}

/** Flows of several samples, each once. */
export class Tally {
  readonly #found = new Map<string, SeenFlow>();

  /** Takes what one sample saw: from both ends, mostly. */
  add(sample: readonly Omit<SeenFlow, "samples">[]): void {
    const keyed = sample.map(
      flow => [`${flow.from} ${flow.to} ${flow.port}/${flow.protocol}`, flow] as const,
    );
    for (const [key, flow] of new Map(keyed)) {
      this.#found.set(key, { ...flow, samples: (this.#found.get(key)?.samples ?? 0) + 1 });
    }
  }

  /** In their order. */
  list(): SeenFlow[] {
    return [...this.#found].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, flow]) => flow);
  }
}
