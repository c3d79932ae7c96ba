import type { Flow, StackResource } from "../../topology/index.ts";

const container = "docker:index/container:Container";
const network = "docker:index/network:Network";
/** Containers of one application, which has three networks of its own. */
const perApp = 10;

/**
 * The resources of a stack as a policy pack is shown them: applications of ten containers and three networks each, with
 * tiers and declared flows, a few ways in published, and here and there something that a rule finds fault with.
 *
 * @param containers how many; a multiple of ten.
 */
export function stackOf(containers: number): StackResource[] {
  const apps = Array.from({ length: containers / perApp }, (_, index) => appOf(index));
  const declared: StackResource = {
    urn: urnOf("bulkhead:index:MultiTierApp", "flows"),
    type: "bulkhead:index:MultiTierApp",
    outputs: { topology: { flows: apps.flatMap(({ flows }) => flows) } },
  };
  return [declared, ...apps.flatMap(({ resources }) => resources)];
}

interface Part {
  readonly name: string;
  readonly tier: "web" | "app" | "data";
  readonly networks: readonly string[];
}

/** A proxy, seven workers of which six serve it, a database and a cache that all workers call. */
function appOf(index: number): { readonly resources: StackResource[]; readonly flows: Flow[] } {
  const [front, back, outer] = [`front${index}`, `back${index}`, `outer${index}`] as const;
  const web: Part = { name: `web${index}`, tier: "web", networks: [front, outer] };
  const servers = Array.from(
    { length: perApp - 4 },
    (_, at): Part => ({ name: `app${index}-${at}`, tier: "app", networks: [front, back] }),
  );
  const worker: Part = { name: `worker${index}`, tier: "app", networks: [back] };
  const stores = ["db", "cache"].map(
    (kind): Part => ({ name: `${kind}${index}`, tier: "data", networks: [back] }),
  );
  const flows = [
    flow(isOpen(index) ? "outside" : "host", web.name, 8080),
    ...servers.map(({ name }) => flow(web.name, name, 8080)),
    ...[...servers, worker].flatMap(client => stores.map(({ name }) => flow(client.name, name, 5432))),
  ];
  return {
    resources: [
      ...[front, back, outer].map((name, at) => networkOf(name, name !== outer, index * 3 + at)),
      ...[web, ...servers, worker, ...stores].map(part => containerOf(part, index)),
    ],
    flows,
  };
}

/** Whether an application is published to everybody. */
function isOpen(index: number): boolean {
  return index % 5 === 0;
}

function flow(from: string, to: string, port: number): Flow {
  return { from, to, port, protocol: "tcp", via: "network" };
}

function networkOf(name: string, internal: boolean, place: number): StackResource {
  const options = internal ? { "com.docker.network.bridge.inhibit_ipv4": "true" } : {};
  return {
    urn: urnOf(network, name),
    type: network,
    outputs: {
      ...{ name, driver: "bridge", internal, options, labels: labels({}) },
      ipamConfigs: [{ subnet: subnetOf(place) }],
    },
  };
}

function containerOf({ name, tier, networks }: Part, index: number): StackResource {
  const isWeb = tier === "web";
  const address = isOpen(index) ? "0.0.0.0" : "127.0.0.1";
  return {
    urn: urnOf(container, name),
    type: container,
    outputs: {
      name,
      image: `registry.example.com/team/${tier}:1.${index}@sha256:${"a".repeat(64)}`,
      envs: ["MODE=fast", `DB_HOST=db${index}`, "LOG_LEVEL=info", `CACHE=redis://cache${index}:6379/0`],
      labels: labels({ "bulkhead.tier": tier, "com.example.index": String(index) }),
      networksAdvanced: networks.map(each => ({ name: each, aliases: [name] })),
      ports: isWeb ? [{ internal: 8080, external: 20_000 + index, ip: address, protocol: "tcp" }] : [],
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges:true"],
      memory: 256,
      cpus: "0.5",
      readOnly: tier !== "data",
      privileged: isWeb && index % 50 === 0,
      user: "1000:1000",
      restart: "unless-stopped",
      healthcheck: { tests: ["CMD", "true"], interval: "5s" },
      volumes: [{ volumeName: `${name}-files`, containerPath: "/var/lib/data", readOnly: false }],
    },
    propertyDependencies: { networksAdvanced: networks.map(each => urnOf(network, each)) },
  };
}

function labels(own: Readonly<Record<string, string>>): { label: string; value: string }[] {
  return Object.entries({ owner: "team-bench", ...own }).map(([label, value]) => ({ label, value }));
}

/** A /27 of its own for each network. */
function subnetOf(place: number): string {
  const first = place * 32;
  return `10.${64 + Math.floor(first / 65_536)}.${Math.floor(first / 256) % 256}.${first % 256}/27`;
}

function urnOf(type: string, name: string): string {
  return `urn:pulumi:bench::bench::${type}::${name}`;
}
