import type { Helpers } from "./helpers.ts";
import { hostOn, isHost, type Namespace, type NamespaceHelper } from "./namespaceHelper.ts";

/** The helpers of one node. */
export interface NodesHelpers {
  /** @default that whose engine is asked for everything */
  readonly node?: string | undefined;
  readonly helpers: Helpers;
}

/** Helpers on the nodes of a Swarm, each asked of the engine of the node that it is to stand on. */
export class NodeHelpers {
  readonly #nodes: readonly NodesHelpers[];
  readonly #nodeOf: (namespace: Namespace) => string | undefined;

  /** @param nodeOf the node of a container's namespace. */
  constructor(nodes: readonly NodesHelpers[], nodeOf: (namespace: Namespace) => string | undefined) {
    this.#nodes = nodes;
    this.#nodeOf = nodeOf;
  }

  async in(namespace: Namespace): Promise<NamespaceHelper> {
    return await this.#of(namespace).in(isHost(namespace) ? "host" : namespace);
  }

  async leave(namespace: Namespace): Promise<void> {
    await this.#of(namespace).leave(namespace);
  }

  #of(namespace: Namespace): Helpers {
    const host = this.#nodes.find(({ node }) => namespace === hostOn(node));
    const node = host === undefined ? this.#nodeOf(namespace) : host.node;
    const found = this.#nodes.find(one => one.node === node);
    if (found === undefined) throw new Error(`No engine was named for node ${node}.`);
    return found.helpers;
  }

  async end(): Promise<void> {
    await Promise.all(this.#nodes.map(({ helpers }) => helpers.end()));
  }
}
