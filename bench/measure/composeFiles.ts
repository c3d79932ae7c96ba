import { stringify } from "yaml";

/** A compose file as teams write them: health checks, limits, a database, some ports open too wide. */
export function composeFile(services: number, at = 0): string {
  const names = Array.from({ length: services }, (_, index) => `service${index}`);
  const networks = Math.max(1, Math.ceil(services / 6));
  return stringify({
    name: `project${at}`,
    "x-common": {
      restart: "unless-stopped",
      logging: { driver: "json-file", options: { "max-size": "10m" } },
    },
    services: Object.fromEntries(names.map((name, index) => [name, service(name, index + at, networks)])),
    networks: Object.fromEntries(
      Array.from({ length: networks }, (_, index) => [`net${index}`, network(index)]),
    ),
    volumes: Object.fromEntries(names.map(name => [`${name}-data`, null])),
  });
}

function service(name: string, index: number, networks: number): object {
  const isDatabase = index % 6 === 5;
  const ownNetworks = [
    `net${index % networks}`,
    ...(networks > 1 && index % 3 === 0 ? [`net${(index + 1) % networks}`] : []),
  ];
  return {
    image: isDatabase ? "postgres:16.4" : `registry.example.com/team/app${index}:1.${index}.0`,
    environment: isDatabase
      ? { POSTGRES_PASSWORD_FILE: "/run/secrets/password", POSTGRES_DB: "app" }
      : {
          LOG_LEVEL: "info",
          DATABASE_HOST: `service${index - (index % 6) + 5}`,
          PORT: `\${PORT_${index}:-8080}`,
        },
    ...(isDatabase
      ? {}
      : { ports: [`127.0.0.1:${9000 + index}:8080`, { target: 9090, published: `${19000 + index}` }] }),
    expose: [isDatabase ? "5432" : "8080"],
    volumes: [`${name}-data:/var/lib/data`, "./conf:/etc/app:ro"],
    networks: ownNetworks,
    healthcheck: { test: ["CMD", "curl", "-f", "http://localhost:8080/health"], interval: "10s", retries: 3 },
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    read_only: index % 2 === 0,
    deploy: { resources: { limits: { memory: "256M", cpus: "0.5" } } },
    labels: { owner: "team", "com.example.index": String(index) },
  };
}

function network(index: number): object {
  return index % 2 === 0 ? { internal: true } : { driver: "bridge" };
}
