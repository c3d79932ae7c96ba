import { Problems, pathText } from "../../check/problems.ts";
import { egressNetworks, planEgress } from "../../egress/plan.ts";
import { Allocation, ownRequest, type SubnetRequest } from "../../network/allocate.ts";
import type { EgressPlan } from "../../plan/egress.ts";
import { type NetworkPlan, ownNetwork } from "../../plan/network.ts";
import { type Outer, outerAt, outerRequest } from "../../workload/outer.ts";
import { placementOf } from "../../workload/placement.ts";
import type { ReadWorkload } from "../../workload/read.ts";
import type { MultiTierAppArgs } from "./args.ts";
import { callPaths, type DeclaredFlow, type TierEdge } from "./flows.ts";
import { pairName, segmentName } from "./names.ts";
import type { Tier } from "./tiers.ts";

/** What of an application's arguments decides its networks. */
type AppArgs = Partial<Pick<MultiTierAppArgs<string>, "pool" | "subnets" | "labels" | "placement">>;

/** The networks of one application: each gets a name and a place that no other has. */
export class Networks {
  readonly #app: string;
  readonly #args: AppArgs;
  readonly #problems: Problems;
  readonly #allocation: Allocation;
  /** What each of them is for, by its name: `calls from web to app`. */
  readonly #purposes = new Map<string, string>();

  constructor(app: string, args: AppArgs, problems: Problems) {
    this.#app = app;
    this.#args = args;
    this.#problems = problems;
    this.#allocation = new Allocation(problems);
  }

  /** The network that carries the calls of a pair of tiers. */
  ofPair({ client, server }: TierEdge, flows: readonly DeclaredFlow[]): NetworkPlan {
    const pair = pairName(client, server);
    const flow = flows.find(({ from, to }) => from === client && to === server);
    const name = segmentName(this.#app, client, server);
    this.#name(name, `calls from ${client} to ${server}`, flow?.path ?? "flows");
    const place = this.#allocation.place({
      ...ownRequest(name, this.#args.pool),
      subnet: this.#args.subnets?.[pair],
      subnetPath: pathText(["subnets", pair]),
    });
    const labels = { ...this.#args.labels, "bulkhead.app": this.#app };
    return ownNetwork(name, "internal", place, labels, placementOf(this.#args.placement));
  }

  /** The network over which a tier publishes its ports or goes out, where it does. */
  outerOf(tier: Tier, read: ReadWorkload): Outer | undefined {
    const request: SubnetRequest | undefined = outerRequest(read);
    if (request === undefined) return undefined;
    this.#name(request.name, `what ${tier.name} publishes or sends out`, tier.path);
    return outerAt(read, this.#allocation.place(request));
  }

  /** The networks, the relay and the resolver by which a tier calls what its egress names, where it has a list. */
  egressOf(tier: Tier, read: ReadWorkload): EgressPlan | undefined {
    for (const name of egressNetworks(read)) {
      this.#name(name, `the egress of ${tier.name}`, tier.path);
    }
    const inner = new Problems();
    const plan = planEgress(read, this.#allocation, inner);
    const pathOf = (path: string): string => (path === "pool" ? path : tier.path);
    this.#problems.addAll(inner, pathOf);
    return plan;
  }

  /** Complains of subnets for pairs that there are not. */
  checkSubnets(edges: readonly TierEdge[], tiers: ReadonlyMap<string, Tier>): void {
    const pairs = edges.map(({ client, server }) => pairName(client, server));
    for (const pair of Object.keys(this.#args.subnets ?? {})) {
      if (pairs.includes(pair)) continue;
      const advice = pairs.length === 0 ? "there are none" : `there are ${pairs.join(", ")}`;
      this.#problems.add(pathText(["subnets", pair]), `no call needs such a segment; ${advice}`, [
        ...callPaths(tiers.keys()),
        ...(tiers.size === 0 ? ["tiers"] : []),
      ]);
    }
  }

  #name(name: string, purpose: string, path: string): void {
    checkLength(name, "its segment's name", path, this.#problems);
    const twin = this.#purposes.get(name);
    this.#purposes.set(name, twin ?? purpose);
    if (twin === undefined) return;
    const both = `${purpose} and ${twin} would go over one segment ${name}`;
    this.#problems.add(path, `${both}; name one of the tiers otherwise`);
  }
}

/** Complains of a name that is too long for the engine's DNS. */
export function checkLength(name: string, what: string, path: string, problems: Problems): void {
  if (name.length <= 63) return;
  problems.add(
    path,
    `${what} ${name} is longer than 63 characters; shorten the application's or the tiers'`,
    ["name"],
  );
}
