import type { Topology } from "../../topology/index.ts";
import type { Helpers } from "../helper/helpers.ts";
import { isHost, type Namespace } from "../helper/namespaceHelper.ts";
import { silentPorts } from "./late.ts";
import { type Place, undeclaredPorts } from "./look.ts";
import { isOf, type Pair, portsOf } from "./pair.ts";
import type { Scene } from "./scene.ts";
import type { Sockets } from "./sockets.ts";

/** What decides whether anything is still to be asked once every place has asked what is declared. */
export interface Leaving {
  readonly helpers: Pick<Helpers, "leave">;
  readonly places: readonly Place[];
  readonly scene: Scene;
  readonly only: Pair | undefined;
}

/**
 * Lets the helpers of places go that have asked what they were to, while others still do: that the engine removes them
 * takes a while. Nothing is asked of them again once it is known of all who listens, and nobody is late, listens on what is
 * not declared, or takes datagrams, which need both ends. The host's stays: others ask about it.
 */
export class LetGo {
  readonly #leaving: Leaving;
  readonly #read = new Set<Namespace>();
  readonly #done = new Set<Namespace>();
  /** Known once all are read; it does not change then. */
  #isMore: boolean | undefined;

  constructor(leaving: Leaving) {
    this.#leaving = leaving;
  }

  /** It is known who listens in a namespace, or that it is gone. */
  read(namespace: Namespace, topology: Topology, sockets: Sockets): void {
    this.#read.add(namespace);
    this.#letGo(topology, sockets);
  }

  /** Everything that is declared has been asked there. */
  done(namespace: Namespace, topology: Topology, sockets: Sockets): void {
    this.#read.add(namespace);
    if (!isHost(namespace)) this.#done.add(namespace);
    this.#letGo(topology, sockets);
  }

  #letGo(topology: Topology, sockets: Sockets): void {
    const { helpers, places } = this.#leaving;
    if (this.#read.size < places.length) return;
    this.#isMore ??= this.#isMoreToAsk(topology, sockets);
    if (this.#isMore) return;
    for (const namespace of this.#done) void helpers.leave(namespace);
    this.#done.clear();
  }

  #isMoreToAsk(topology: Topology, sockets: Sockets): boolean {
    const { scene, only } = this.#leaving;
    const ports = portsOf(topology, only);
    return (
      ports.some(({ protocol }) => protocol === "udp") ||
      silentPorts(ports, scene, sockets).length > 0 ||
      undeclaredPorts(topology, scene, sockets).some(port => isOf(port, only))
    );
  }
}
