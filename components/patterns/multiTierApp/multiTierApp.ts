import { ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { fragmentOutput } from "../../../topology/index.ts";
import { planned } from "../../check/planned.ts";
import { standIn } from "../../check/standIn.ts";
import { Facet } from "../../facet.ts";
import type { Segment } from "../../network/segment.ts";
import { madeFor, withWorkload } from "../../placement/made.ts";
import { madeNetworks, realizeNetworks } from "../../placement/realize.ts";
import { type ReadyServer, readyWorkload, Workload } from "../../workload/workload.ts";
import { Database, readyDatabase } from "../database/database.ts";
import { Job, readyJob } from "../job/job.ts";
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
  readonly urls!: Output<Record<string, string>>;
  /** Names of its containers on the engine, by tier and replica: `{ app: ["shop-app1-5e1f2a3"] }`. */
  readonly containerNames!: Output<Record<string, string[]>>;
  /** Names of the networks of its calls on the engine, by pair: `{ "web-app": "shop-web-app-5e1f2a3" }`. */
  readonly networkNames!: Output<Record<string, string>>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: MultiTierAppArgs<Tier>, opts?: ComponentResourceOptions) {
    const plan = planned(() => planApp(name, args));
    if (plan === undefined) return standIn<MultiTierApp<Tier>>(MultiTierApp);
    super("bulkhead:index:MultiTierApp", name, {}, opts);
    const segments = realizeNetworks(this, plan.networks);
    const tiers = createTiers(this, name, plan, segments);
    facts.set(this, { tiers });
    this.urls = urlsOf(tiers);
    this.containerNames = output(
      Object.fromEntries([...tiers].map(([tier, component]) => [tier, madeFor.get(component).names()])),
    );
    this.networkNames = output(
      Object.fromEntries(
        [...segments].map(([id, { networkName }]) => [id.slice(name.length + 1), networkName]),
      ),
    );
    const { urls, containerNames, networkNames } = this;
    this.registerOutputs({ urls, containerNames, networkNames, [fragmentOutput]: { flows: plan.flows } });
  }

  /**
   * A tier, to link to it from outside of the application, to route to it, or to wait for it.
   *
   * @throws Error when it is a job, which nobody calls: see {@link job}.
   */
  tier(name: Tier): Workload | Proxy | Database {
    const found = find(this, name);
    if (!(found instanceof Job)) return found;
    throw new Error(`Tier "${name}" is a job. Take job("${name}").`);
  }

  /** A job, to wait for it. @throws Error when the tier is none. */
  job(name: Tier): Job {
    const found = find(this, name);
    if (found instanceof Job) return found;
    throw new Error(`Tier "${name}" is no job. Take tier("${name}").`);
  }
}

type TierComponent = Workload | Proxy | Database | Job;
type Tiers = ReadonlyMap<string, TierComponent>;

const facts = new Facet<{ readonly tiers: Tiers }>("multi-tier-app");

function find(app: object, name: string): TierComponent {
  const { tiers } = facts.get(app);
  const found = tiers.get(name);
  if (found !== undefined) return found;
  throw new Error(`There is no tier "${name}"; there are ${[...tiers.keys()].join(", ")}.`);
}

function createTiers(
  parent: ComponentResource,
  name: string,
  plan: AppPlan,
  segments: ReadonlyMap<string, Segment>,
): Tiers {
  let made = madeNetworks(segments);
  const tiers = new Map<string, TierComponent>();
  for (const [tier, planned] of plan.tiers) {
    const component = createTier(parent, innerName(name, tier), planned.kind, { ...planned, made });
    tiers.set(tier, component);
    made = withWorkload(made, planned.endpoint.workload.id, madeFor.get(component).resources);
  }
  return tiers;
}

function createTier(
  parent: ComponentResource,
  id: string,
  kind: PlannedTier["kind"],
  ready: ReadyServer,
): TierComponent {
  switch (kind) {
    case "database":
      return new Database(id, readyDatabase.of(ready), { parent });
    case "proxy":
      return new Proxy(id, readyProxy.of(ready), { parent });
    case "job":
      return new Job(id, readyJob.of(ready), { parent });
    default:
      return new Workload(id, readyWorkload.of(ready), { parent });
  }
}

function urlsOf(tiers: Tiers): Output<Record<string, string>> {
  const urls = [...tiers].flatMap(([tier, component]) =>
    component instanceof Proxy ? [component.url.apply((url): [string, string] => [tier, url])] : [],
  );
  return output(urls).apply(entries => Object.fromEntries(entries.filter(([, url]) => url !== "")));
}
