import type { DemoImage } from "./image.ts";

/**
 * A dynamically linked busybox; the static one crashes when a name cannot be resolved. As official images have them: what
 * asks for health, and a shell, by which a task of a Swarm is told its addresses.
 */
const tools = { "usr/bin/wget": "/bin/busybox", "bin/sh": "/bin/busybox" };

function links(folder: string, target: string, programs: string): Record<string, string> {
  return Object.fromEntries(
    programs.split(" ").map(program => [`${folder}/${program}`, `${target}/${program}`]),
  );
}

/** The images the shop and the tests run on. */
export const catalog = {
  app: {
    name: "bulkhead-demo/app",
    purpose: "The shop's application: a small HTTP service with real SQL behind it.",
    packages: ["python3-minimal", "python3-psycopg2", "busybox", "tzdata"],
    without: ["usr/lib/python3/dist-packages/psycopg2/tests"],
    links: tools,
    files: [{ from: "app/shop.py", to: "/app/shop.py" }],
    user: { name: "app", id: 1000 },
    folders: {},
    configuration: ["USER 1000:1000", 'ENTRYPOINT ["python3", "-u", "/app/shop.py"]', "EXPOSE 8080/tcp"],
  },
  haproxy: {
    name: "bulkhead-demo/haproxy",
    purpose: "haproxy as Debian has it, with wget for its health check.",
    packages: ["haproxy", "busybox"],
    without: [],
    links: tools,
    files: [],
    user: { name: "haproxy", id: 99 },
    folders: {},
    configuration: ["USER 99:99", 'ENTRYPOINT ["haproxy"]'],
  },
  nginx: {
    name: "bulkhead-demo/nginx",
    purpose: "nginx as Debian has it, with wget for its health check.",
    packages: ["nginx-light", "libnginx-mod-stream", "busybox"],
    without: [],
    // As the module's package does it once it is installed.
    links: {
      ...tools,
      "etc/nginx/modules-enabled/50-mod-stream.conf": "/usr/share/nginx/modules-available/mod-stream.conf",
    },
    files: [],
    user: { name: "nginx", id: 101 },
    folders: { "/var/lib/nginx": 0o755, "/var/log/nginx": 0o755 },
    configuration: ["USER 101:101", 'ENTRYPOINT ["nginx", "-g", "daemon off;"]'],
  },
  egress: {
    name: "bulkhead-demo/egress",
    purpose: "haproxy and dnsmasq as Debian has them, with wget and nslookup for their health checks.",
    packages: ["haproxy", "dnsmasq-base", "busybox"],
    without: [],
    links: { ...tools, "usr/bin/nslookup": "/bin/busybox" },
    files: [],
    user: { name: "egress", id: 99 },
    folders: {},
    configuration: ["USER 99:99", 'ENTRYPOINT ["haproxy"]'],
  },
  postgres: {
    name: "bulkhead-demo/postgres",
    purpose: "PostgreSQL as Debian has it, with the official image's variables and paths.",
    packages: ["postgresql-15", "busybox", "tzdata"],
    without: [
      "var/run",
      "usr/lib/*/libLLVM*",
      "usr/lib/*/libz3*",
      "usr/lib/postgresql/15/lib/bitcode",
      "usr/lib/postgresql/15/lib/llvmjit*",
    ],
    links: {
      "var/run": "/run",
      ...links(
        "usr/local/bin",
        "/usr/lib/postgresql/15/bin",
        "initdb pg_ctl pg_dump pg_isready postgres psql",
      ),
      ...Object.fromEntries(
        "sh cat chmod date mkdir rm sleep".split(" ").map(applet => [`bin/${applet}`, "/bin/busybox"]),
      ),
    },
    files: [{ from: "postgres/entrypoint.sh", to: "/usr/local/bin/entrypoint.sh", mode: 0o755 }],
    user: { name: "postgres", id: 999 },
    folders: {
      "/var/lib/postgresql/data": 0o755,
      // An engine gives a tmpfs in its place these bits, and root as its owner.
      "/run/postgresql": 0o3777,
      "/docker-entrypoint-initdb.d": 0o755,
    },
    configuration: [
      "USER 999:999",
      "ENV LANG=C.UTF-8",
      "ENV PGDATA=/var/lib/postgresql/data/pgdata",
      "VOLUME /var/lib/postgresql/data",
      "EXPOSE 5432/tcp",
      'ENTRYPOINT ["entrypoint.sh"]',
      'CMD ["postgres"]',
    ],
  },
  mariadb: {
    name: "bulkhead-demo/mariadb",
    purpose: "MariaDB as Debian has it, with the official image's variables and paths.",
    packages: ["mariadb-server-core", "mariadb-client-core", "busybox", "tzdata"],
    without: ["usr/share/mysql/mysql-test", "usr/lib/mysql/plugin"],
    links: Object.fromEntries(
      "sh cat rm sed sleep".split(" ").map(applet => [`bin/${applet}`, "/bin/busybox"]),
    ),
    files: [{ from: "mariadb/entrypoint.sh", to: "/usr/local/bin/entrypoint.sh", mode: 0o755 }],
    user: { name: "mysql", id: 999 },
    folders: {
      "/var/lib/mysql": 0o755,
      // An engine gives a tmpfs in its place these bits, and root as its owner.
      "/run/mysqld": 0o3777,
      "/docker-entrypoint-initdb.d": 0o755,
    },
    configuration: [
      "USER 999:999",
      "VOLUME /var/lib/mysql",
      "EXPOSE 3306/tcp",
      'ENTRYPOINT ["entrypoint.sh"]',
      'CMD ["mariadbd"]',
    ],
  },
  load: {
    name: "bulkhead-demo/load",
    purpose: "wrk, which asks as fast as it can: for tests and benches that put load on what they started.",
    packages: ["wrk"],
    without: [],
    links: {},
    files: [],
    user: { name: "load", id: 65532 },
    folders: {},
    configuration: ["USER 65532:65532", 'ENTRYPOINT ["wrk"]'],
  },
  probe: {
    name: "bulkhead-demo/probe",
    purpose: "Python, for the prober's connections from inside a workload's network namespace.",
    packages: ["python3-minimal"],
    without: [],
    links: {},
    files: [],
    user: { name: "probe", id: 65532 },
    folders: {},
    configuration: ["USER 65532:65532", 'ENTRYPOINT ["python3"]'],
  },
} as const satisfies Record<string, DemoImage>;

export type DemoImageName = keyof typeof catalog;
