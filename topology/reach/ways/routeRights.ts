import { hasCapability } from "../../model/capabilities.ts";
import type { Network } from "../../model/network.ts";
import type { Member } from "../member.ts";
import { either, type Truth, truth } from "../truth.ts";
import type { View } from "../view.ts";
import { type Group, type Targets, targets } from "../way.ts";
import { groupOf, portsOn } from "./neighbours.ts";

/** Who could route to whom through somebody. */
export type Sides = readonly [clients: Group, servers: Targets];

/** Who may set routes and translate: all in a namespace, where one of them has NET_ADMIN, or may have. */
export class RouteRights {
  readonly #view: View;
  readonly #rights = new Map<string, Truth>();
  readonly #on = new Map<string, Sides>();
  /** Namespaces nobody knows, with somebody who has the right in them: each may turn out to be one of ours. */
  readonly #strays: ReadonlySet<string>;

  constructor(view: View) {
    this.#view = view;
    const astray = new Set<string>();
    for (const { workload, namespace, inHost, circular, unknown } of view.members) {
      if (inHost || circular) continue;
      const has = truth(hasCapability(workload.privileges, "NET_ADMIN"));
      const others = this.#rights.has(namespace) ? this.#rights.get(namespace) : false;
      this.#rights.set(namespace, either(others, has));
      if (unknown !== undefined && has !== false) astray.add(namespace);
    }
    this.#strays = astray;
  }

  /** Whether there is anybody to route at all. */
  get anybody(): boolean {
    return this.#strays.size > 0 || [...this.#rights.values()].some(right => right !== false);
  }

  /** Everybody who may set routes. */
  get clients(): Group {
    const members = this.#view.members.filter(({ inHost, circular }) => !inHost && !circular);
    return this.#strays.size > 0 ? groupOf(members) : this.#having(members);
  }

  /**
   * The client must set routes; and so must who is in between, to translate, or else the server. One whom nobody knows
   * may be in either's namespace, two of them in both.
   */
  between(near: Network, far: Network, pivot: string): Sides[] {
    const [clients, servers] = [this.#everybody(near)[0], this.#everybody(far)[1]];
    // In between, it is where it is by itself.
    const strays = this.#strays.size - (this.#strays.has(pivot) ? 1 : 0);
    if (strays >= 2) return [[clients, servers]];
    const answering = this.#has(pivot) ? servers : this.#serversHaving(far, servers);
    const setting = this.#having(this.#view.onNetwork.get(near.id) ?? []);
    if (strays === 0) return [[setting, answering]];
    return [
      [setting, servers],
      [clients, answering],
    ];
  }

  #everybody(network: Network): Sides {
    const known = this.#on.get(network.id);
    if (known !== undefined) return known;
    const found = [
      groupOf(this.#view.onNetwork.get(network.id) ?? []),
      portsOn(this.#view, network),
    ] as const;
    this.#on.set(network.id, found);
    return found;
  }

  #serversHaving(network: Network, servers: Targets): Targets {
    const members = (this.#view.onNetwork.get(network.id) ?? []).filter(({ namespace }) =>
      this.#has(namespace),
    );
    return targets(members.map(({ workload }) => [workload.id, servers.portsOf(workload.id) ?? []]));
  }

  #has(namespace: string): boolean {
    return this.#rights.get(namespace) !== false;
  }

  #having(members: readonly Member[]): Group {
    return groupOf(members.filter(({ namespace }) => this.#has(namespace)));
  }
}
