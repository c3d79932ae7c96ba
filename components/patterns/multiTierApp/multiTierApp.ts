import { ComponentResource, type ComponentResourceOptions, Output } from "@pulumi/pulumi";
import { fragmentOutput } from "../../../topology/index.ts";
import { withWorkload } from "../../placement/made.ts";
import { madeNetworks, realizeNetworks } from "../../placement/realize.ts";
import type { Linkable } from "../../workload/link.ts";
import { type ReadyServer, readyWorkload, Workload } from "../../workload/workload.ts";
import { Database, readyDatabase } from "../database/database.ts";
import { Proxy, readyProxy } from "../proxy/proxy.ts";
import type { MultiTierAppArgs } from "./args.ts";
import { innerName } from "./names.ts";
import { type AppPlan, type PlannedTier, planApp } from "./plan.ts";

/**
 * An application of tiers that may call each other where that is declared, and nowhere else. Each pair of tiers with a
 * call between them gets an internal segment of its own; what is published or goes out gets one more.
 *
 * @example
 * new MultiTierApp("shop", {
 *   tiers: {
 *     web: { kind: "proxy", image: "haproxy:3.0-alpine", routes: [{ to: "app" }], publish: { hostPort: 8080 } },
 *     app: { image: "acme/shop:1", replicas: 2, ports: [8080], link: ["db"] },
 *     db: { kind: "database", image: "postgres:16", password: config.requireSecret("dbPassword") },
 *   },
 * });
 */
export class MultiTierApp<Tier extends string = string> extends ComponentResource {
  /** Where its proxies are published, by tier: `{ web: "http://127.0.0.1:8080" }`. */
  readonly urls: Output<Record<string, string>>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: MultiTierAppArgs<Tier>, opts?: ComponentResourceOptions) {
    const plan = planApp(name, args);
    super("bulkhead:index:MultiTierApp", name, {}, opts);
    this.urls = urlsOf(createTiers(this, name, plan));
    this.registerOutputs({ urls: this.urls, [fragmentOutput]: { flows: plan.flows } });
  }
}

type Tiers = ReadonlyMap<string, Linkable>;

function createTiers(parent: ComponentResource, name: string, plan: AppPlan): Tiers {
  let made = madeNetworks(realizeNetworks(parent, plan.networks));
  const tiers = new Map<string, Linkable>();
  for (const [tier, planned] of plan.tiers) {
    const component = createTier(parent, innerName(name, tier), planned.kind, { ...planned, made });
    tiers.set(tier, component);
    made = withWorkload(made, planned.endpoint.workload.id, component.linkTarget().resources);
  }
  return tiers;
}

function createTier(
  parent: ComponentResource,
  id: string,
  kind: PlannedTier["kind"],
  ready: ReadyServer,
): Linkable {
  switch (kind) {
    case "database":
      return new Database(id, readyDatabase.of(ready), { parent });
    case "proxy":
      return new Proxy(id, readyProxy.of(ready), { parent });
    default:
      return new Workload(id, readyWorkload.of(ready), { parent });
  }
}

function urlsOf(tiers: Tiers): Output<Record<string, string>> {
  const urls = [...tiers].flatMap(([tier, component]) =>
    component instanceof Proxy ? [component.url.apply((url): [string, string] => [tier, url])] : [],
  );
  return Output.create(urls).apply(entries => Object.fromEntries(entries.filter(([, url]) => url !== "")));
}
