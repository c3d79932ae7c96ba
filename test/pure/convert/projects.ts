// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
/** Compose files of a realistic size, and files beside them that can be put into a container. */
export const projects: Readonly<
  Record<string, { readonly file: string; readonly beside: readonly string[]; readonly place?: string }>
> = {
  shop: {
    beside: ["./nginx.conf"],
    file: `
services:
  db:
    image: postgres:16
    environment: {POSTGRES_PASSWORD: "\${DB_PASSWORD:?}", POSTGRES_USER: shop, POSTGRES_DB: shop}
    volumes: ["data:/var/lib/postgresql/data"]
  cache: {image: "redis:7", command: redis-server --appendonly yes, volumes: ["cache:/data"]}
  migrate:
    image: acme/api:\${TAG:-1.4}
    command: [migrate]
    environment: {DATABASE_URL: "postgres://shop:\${DB_PASSWORD}@db:5432/shop"}
    depends_on: {db: {condition: service_healthy}}
  api:
    image: acme/api:\${TAG:-1.4}
    environment:
      DATABASE_URL: postgres://shop:\${DB_PASSWORD}@db:5432/shop
      REDIS_URL: redis://cache:6379/0
      SECRET_KEY: literal-secret
      MODE: production
    expose: [8000]
    depends_on: {migrate: {condition: service_completed_successfully}, cache: {condition: service_started}}
    healthcheck: {test: "curl -f http://localhost:8000/health", interval: 10s, retries: 3}
    deploy: {replicas: 2, resources: {limits: {memory: 512M, cpus: "0.5"}}}
  web:
    image: nginx:1.27
    ports: ["127.0.0.1:8080:80"]
    depends_on: [api]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro", "./html:/usr/share/nginx/html:ro"]
  adminer: {image: "adminer:4", profiles: [tools], ports: ["8081:8080"], environment: {ADMINER_DEFAULT_SERVER: db}}
volumes: {data: , cache: }
`,
  },
  blog: {
    beside: [],
    file: `
services:
  wordpress:
    image: wordpress:6
    restart: always
    ports: ["8080:80"]
    environment: {WORDPRESS_DB_HOST: "db:3306", WORDPRESS_DB_USER: wp, WORDPRESS_DB_PASSWORD: same, WORDPRESS_DB_NAME: wp}
    volumes: ["content:/var/www/html"]
  db:
    image: mariadb:11
    environment: {MARIADB_ROOT_PASSWORD: root, MARIADB_PASSWORD: same, MARIADB_USER: wp, MARIADB_DATABASE: wp}
    volumes: ["data:/var/lib/mysql"]
volumes: {content: , data: }
`,
  },
  monitoring: {
    beside: ["./prometheus.yml"],
    file: `
services:
  prometheus:
    image: prom/prometheus:v2.53.0
    user: "65534"
    command: ["--config.file=/etc/prometheus/prometheus.yml"]
    volumes: ["./prometheus.yml:/etc/prometheus/prometheus.yml:ro", "metrics:/prometheus"]
    expose: [9090]
    cap_drop: [ALL]
    read_only: true
    tmpfs: /tmp
  grafana:
    image: grafana/grafana:11.1.0
    ports: ["3000:3000"]
    environment: {GF_SECURITY_ADMIN_PASSWORD: "\${GRAFANA_PASSWORD:-change}", GF_DATASOURCE_URL: "http://prometheus:9090"}
  exporter:
    image: prom/node-exporter:v1.8.1
    pid: host
    network_mode: host
    volumes: ["/:/host:ro,rslave"]
  syslog: {image: "syslog:1", ports: ["514:514/udp"], stop_signal: SIGINT, extra_hosts: ["loghost:10.0.0.1"]}
volumes: {metrics: }
`,
  },
  queue: {
    beside: [],
    file: `
services:
  rabbit: {image: "rabbitmq:3", environment: {RABBITMQ_DEFAULT_PASS: guest1}}
  Worker_1:
    build: ./worker
    environment: ["BROKER_URL=amqp://guest:guest1@rabbit/", "API=http://api:9000/x", "PASS=\${PASS}"]
    links: ["rabbit:broker"]
  api:
    build: {context: ./api}
    ports: ["\${PORT}:9000"]
    environment: {WORKER_HOST: Worker_1}
    depends_on: [Worker_1]
  nightly: {image: "tidy:1", restart: "no", volumes: ["/var/spool"]}
jobs: {tidy: {image: "tidy:1", triggers: {schedule: ['0 3 * * *']}}}
`,
  },
  names: {
    beside: [],
    file: `
services:
  db: &database
    image: postgres:16
    environment: {POSTGRES_PASSWORD: "\${DB_PASSWORD}", POSTGRES_USER: app, POSTGRES_DB: app}
  archive: *database
  cache: {image: "redis:7"}
  app:
    image: acme/app:1
    environment:
      DB_HOST: db
      DB_PORT: "5432"
      DB_USER: app
      DB_NAME: app
      DB_PASS: "\${DB_PASSWORD}"
      CACHE_HOST: elsewhere
    depends_on: [cache]
  both:
    image: acme/both:1
    environment: {FIRST_URL: "postgres://app@db/app", SECOND_URL: "postgres://app@archive/app"}
`,
  },
  edges: {
    beside: [],
    file: `
services:
  db: {image: "postgres:16", environment: {POSTGRES_PASSWORD: x1}, volumes: ["data:/var/lib/postgresql/data"], networks: [back]}
  app:
    image: acme/app:1
    expose: [8080]
    networks: {front: {}, back: {aliases: [api]}, other: {}}
    depends_on: {db: {condition: service_healthy}}
  web: {image: "nginx:1.27", ports: ["80:80"], networks: [front], depends_on: [app]}
  tool: {image: "acme/tool:1", networks: [other]}
networks:
  front:
  back: {internal: true, ipam: {config: [{subnet: 10.3.0.0/24}]}}
  other:
volumes: {data: }
`,
  },
  odds: {
    beside: ["./key.txt"],
    file: `
services:
  odd:
    image: acme/odd:1
    labels: {traefik.enable: "true", price: 5$$each, rule: "Host(\`\${DOMAIN:-a.test}\`)"}
    ulimits: {nofile: 65535}
    sysctls: {net.core.somaxconn: 1024}
    hostname: odd-one
    stop_grace_period: 1m30s
    configs: [words]
    secrets: [key]
    security_opt: ["seccomp:unconfined"]
    logging: {driver: syslog}
    deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: 1}]}}}
  plain:
    image: p:1
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    logging: {driver: json-file, options: {max-size: 10m}}
    pull_policy: always
jobs:
  tidy: {image: "t:1", command: [tidy], triggers: {schedule: ["0 3 * * *"]}}
  late: {image: "l:1", command: [late], triggers: {manual: true}}
configs: {words: {content: hello}}
secrets: {key: {file: ./key.txt}}
`,
  },
};
