import { isUnknown, type Maybe } from "../model/known.ts";

/** Images that keep data, by the last part of their names. */
const datastores: Readonly<Record<string, string>> = {
  postgres: "postgres",
  postgresql: "postgres",
  postgis: "postgres",
  timescaledb: "postgres",
  pgvector: "postgres",
  mysql: "mysql",
  "mysql-server": "mysql",
  percona: "mysql",
  mariadb: "mariadb",
  mongo: "mongodb",
  mongodb: "mongodb",
  "mongodb-community-server": "mongodb",
  redis: "redis",
  "redis-stack": "redis",
  "redis-stack-server": "redis",
  valkey: "valkey",
  keydb: "keydb",
  dragonfly: "dragonfly",
  memcached: "memcached",
  elasticsearch: "elasticsearch",
  opensearch: "opensearch",
  cassandra: "cassandra",
  scylla: "cassandra",
  couchdb: "couchdb",
  couchbase: "couchbase",
  neo4j: "neo4j",
  influxdb: "influxdb",
  clickhouse: "clickhouse",
  "clickhouse-server": "clickhouse",
  cockroach: "cockroachdb",
  etcd: "etcd",
  minio: "minio",
  rabbitmq: "rabbitmq",
};

/** What kind of data an image keeps, as far as its name tells: `docker.io/bitnami/postgresql:16` keeps `postgres`. */
export function datastoreOf(image: Maybe<string> | undefined): string | undefined {
  if (image === undefined || isUnknown(image)) return undefined;
  const [path = ""] = image.split("@");
  const name = path.split("/").at(-1)?.split(":")[0] ?? "";
  return Object.hasOwn(datastores, name) ? datastores[name] : undefined;
}
