import { isUnknown, type Topology, type Workload } from "../topology/index.ts";
import type { ServiceDetails } from "../topology/readers/compose/index.ts";

/** One service calls another, and what of the file says so. */
export interface FoundFlow {
  readonly from: string;
  readonly to: string;
  /** Undefined where nothing tells the port. */
  readonly port: number | undefined;
  readonly because: string;
}

/** Ports of what keeps data, where nobody changes them. */
const usualPorts: Readonly<Record<string, number>> = {
  postgres: 5432,
  mysql: 3306,
  mariadb: 3306,
  redis: 6379,
  valkey: 6379,
  keydb: 6379,
  mongodb: 27017,
  memcached: 11211,
  rabbitmq: 5672,
  elasticsearch: 9200,
  opensearch: 9200,
  clickhouse: 8123,
  minio: 9000,
  influxdb: 8086,
  etcd: 2379,
};

/**
 * Who calls whom, as far as a compose file tells: by links, by environment values that name a service, and by
 * `depends_on` of what answers somewhere; and as far as it was seen. Each pair and port is told once, by the best reason.
 */
export function flowsOf(
  topology: Topology,
  services: readonly ServiceDetails[],
  observed: readonly FoundFlow[] = [],
): FoundFlow[] {
  const found = new Map<string, FoundFlow>();
  const add = (flow: FoundFlow): void => {
    const pair = `${flow.from} ${flow.to}`;
    const known = [...found.values()].filter(({ from, to }) => `${from} ${to}` === pair);
    if (flow.port === undefined && known.length > 0) return;
    const key = `${pair} ${flow.port}`;
    if (!found.has(key)) found.set(key, flow);
    if (flow.port !== undefined) found.delete(`${pair} undefined`);
  };
  const details = new Map(services.map(service => [service.name, service]));
  for (const from of topology.workloads) {
    for (const to of topology.workloads) {
      if (from.id === to.id || !shareNetwork(from, to)) continue;
      for (const flow of namedIn(from, to)) add(flow);
    }
  }
  for (const from of topology.workloads) {
    const links = from.links.map(({ to }) => ({ to, because: "it links to it" }));
    const waits = (details.get(from.name)?.dependsOn ?? [])
      .filter(({ until }) => until !== "service_completed_successfully")
      .map(({ to }) => ({ to, because: "it depends on it" }));
    for (const { to: name, because } of [...links, ...waits]) {
      const to = topology.workloads.find(({ id }) => id === name);
      if (to === undefined || to.kind === "job" || !shareNetwork(from, to)) continue;
      add({ from: from.id, to: to.id, port: portOf(to), because });
    }
  }
  const ids = new Set(topology.workloads.map(({ id }) => id));
  for (const flow of observed) if (ids.has(flow.from) && ids.has(flow.to)) add(flow);
  return [...found.values()];
}

/** Where servers keep their data, whatever their images are called. */
const dataFolders: readonly (readonly [folder: string, datastore: string])[] = [
  ["/var/lib/postgresql", "postgres"],
  ["/bitnami/postgresql", "postgres"],
  ["/var/lib/mysql", "mysql"],
  ["/bitnami/mariadb", "mariadb"],
  ["/data/db", "mongodb"],
  ["/var/lib/rabbitmq", "rabbitmq"],
  ["/usr/share/elasticsearch/data", "elasticsearch"],
  ["/var/lib/clickhouse", "clickhouse"],
];

/** The kind of data it keeps, by its image, or by the folder that it keeps it in and writes to. */
export function datastoreOf({ datastore, mounts }: Workload): string | undefined {
  if (datastore !== undefined) return datastore;
  const written = mounts.filter(({ readOnly }) => readOnly !== true);
  const found = dataFolders.find(([folder]) =>
    written.some(({ at }) => at === folder || at.startsWith(`${folder}/`)),
  );
  return found?.[1];
}

/** Where it answers, if that is one port. */
export function portOf(workload: Workload): number | undefined {
  const { ports } = workload;
  const datastore = datastoreOf(workload);
  const usual = datastore === undefined ? undefined : usualPorts[datastore];
  const tcp = ports.filter(({ protocol }) => protocol === "tcp").map(({ port }) => port);
  // One that the file names says more than the image: what is run of it may be something else.
  return tcp.length === 1 ? tcp[0] : usual;
}

function shareNetwork(from: Workload, to: Workload): boolean {
  return from.attachments.some(({ network }) => to.attachments.some(other => other.network === network));
}

/** Environment values in which a service stands as a host, with a port or without. */
function namedIn(from: Workload, to: Workload): FoundFlow[] {
  const linked = from.links.filter(link => link.to === to.id).map(({ alias }) => alias);
  const names = [to.name, ...to.attachments.flatMap(({ aliases }) => aliases), ...linked];
  return from.environment.flatMap(({ name, value, template }) => {
    const text = template ?? value ?? "";
    if (names.includes(text) && !isAboutAddress(name)) return [];
    return [...text.matchAll(hostIn(names))].map(([, port]): FoundFlow => {
      const named =
        port === undefined ? (beside(from, name) ?? schemePort(text) ?? portOf(to)) : Number(port);
      return { from: from.id, to: to.id, port: named, because: `${name} names it` };
    });
  });
}

/** Finds one of some names where a text has a host, with the port behind it. */
export function hostIn(names: readonly string[]): RegExp {
  const host = names.map(name => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return new RegExp(`(?:^|//|[@,\\s])(?:${host})(?::(\\d{1,5}))?(?=$|[/,\\s?])`, "g");
}

/** Whether a variable is about an address: `db` alone may be anything otherwise. */
export function isAboutAddress(variable: string): boolean {
  return /HOST|SERVER|ADDR|UR[LI]|ENDPOINT|BROKER|UPSTREAM|NODE|PEER/i.test(variable);
}

const schemes: Readonly<Record<string, number>> = {
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
  amqp: 5672,
  mongodb: 27017,
};

function schemePort(text: string): number | undefined {
  const [, scheme = ""] = /^([a-z]+)(?:\+[a-z0-9]+)?:\/\//.exec(text) ?? [];
  return schemes[scheme];
}

/** `DB_PORT` beside `DB_HOST`. */
function beside(from: Workload, name: string): number | undefined {
  const other = name.replace(/(?:HOSTNAME|HOST|SERVER|ADDR(?:ESS)?)$/i, "PORT");
  const port = Number(from.environment.find(one => one.name === other && other !== name)?.value);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

/** The image's last part without its tag, and whether it is one of the official ones. */
export function officialName(image: Workload["image"]): string | undefined {
  if (image === undefined || isUnknown(image)) return undefined;
  const path = image.split("@")[0] ?? "";
  const [, name] = /^(?:docker\.io\/)?(?:library\/)?([a-z0-9-]+)(?::[^/]*)?$/.exec(path) ?? [];
  return name;
}
