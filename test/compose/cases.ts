// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
import { type GeneratedProject, raw } from "./projects.ts";

/** Projects that people have written and readers have misread; some are refused. */
export const cases: readonly GeneratedProject[] = [
  {
    "compose.yaml": {
      include: ["store.yaml"],
      services: { store: { ports: ["127.0.0.1:5500:5432"] }, ui: { image: "nginx:1.27" } },
    },
    "store.yaml": { services: { store: { image: "postgres:16", ports: ["5501:5433"], tmpfs: "/x" } } },
  },
  {
    "compose.yaml": {
      include: ["parts.yaml", { path: ["more/a.yaml", "more/b.yaml"] }],
      services: { job: { extends: { service: "base" }, command: "run", environment: ["A=1"] } },
    },
    "parts.yaml": {
      services: { base: { image: "base:1", networks: ["lan"], environment: { A: 0, B: 2 } } },
      networks: { lan: {} },
    },
    "more/a.yaml": { services: { more: { image: "more", volumes: ["./a:/a"] } } },
    "more/b.yaml": { services: { more: { volumes: ["./b:/b", "./c:/a:ro"] } } },
  },
  {
    "compose.yaml":
      "include:\n  - path: [more/a.yaml, more/b.yaml]\n    project_directory: .\n    env_file: more/own.env\nservices: {web: {image: web}}\n",
    "more/a.yaml": { services: { more: { image: "more:${OWN}", volumes: ["./a:/a"] } } },
    "more/b.yaml": { services: { more: { volumes: ["./b:/b", "./c:/a:ro"] } } },
    "more/own.env": "OWN=1.5\n",
  },
  {
    "compose.yaml": {
      services: {
        tunnel: { image: "wg:1", ports: ["9091:9091"] },
        torrent: { image: "torrent:1", network_mode: "service:tunnel", ports: ["8112:8112"], expose: [9091] },
        other: {
          image: "nginx:1.27",
          ports: ["80-82:80-82", "::1:443:443/udp", { target: 5, published: 6 }],
        },
      },
    },
  },
  {
    "compose.yaml": {
      services: { web: { image: "web:1", ports: ["127.0.0.1:8080:80", "9090:90"], networks: ["closed"] } },
      networks: { closed: { internal: true } },
    },
  },
  {
    "compose.yaml":
      'x-a: &a\n  environment: {A: "1"}\nx-b: &b\n  restart: always\nservices:\n  one:\n    image: alpine:3\n    <<: *a\n    <<: *b\n',
  },
  {
    "compose.yaml":
      "x-a: &a\n  environment: {A: 1}\n  ports: ['80:80']\nx-b: &b\n  environment: {B: 1}\nservices:\n  one:\n    image: alpine:3\n    <<: [*b, *a]\n",
  },
  {
    "compose.yaml": {
      services: {
        off: { image: "off:1", scale: 0, ports: ["5000:5000"], privileged: true },
        off2: { image: "off:1", deploy: { replicas: 0 }, ports: ["5001:5001"] },
        on: { image: "on:1", deploy: { replicas: 2 }, scale: 2 },
      },
    },
  },
  {
    "compose.yaml": {
      services: { app: { image: "app:1", pre_start: [{ command: ["migrate"] }], models: ["llm"] } },
      models: { llm: { model: "ai/model", context_size: 4096 } },
      jobs: { tidy: { image: "tidy:1", triggers: { schedule: ["0 3 * * *"] } } },
    },
  },
  { "compose.yaml": { services: { app: { image: "app:1", models: ["nope"] } } } },
  {
    "compose.yaml": {
      services: { app: { image: "app:1", secrets: ["s"] } },
      secrets: { s: { name: "foo" } },
    },
  },
  {
    "compose.yaml": {
      services: {
        a: { image: "a:1", profiles: ["dev"] },
        b: { image: "b:1", profiles: ["tools"] },
        c: { image: "c:1" },
      },
    },
    ".env": "COMPOSE_PROFILES=dev, tools\nCOMPOSE_PROJECT_NAME=shop\n",
  },
  {
    "compose.yaml": {
      services: {
        web: {
          image: "web",
          build: {
            context: ".",
            args: { A: 1 },
            labels: ["a=b"],
            ssh: ["default"],
            secrets: ["s"],
            tags: ["t"],
            ulimits: { nofile: 5 },
            platforms: ["linux/amd64"],
            additional_contexts: { base: "service:base" },
          },
          develop: {
            watch: [
              { path: "./src", action: "sync", target: "/src", ignore: ["x"], exec: { command: "go" } },
              { path: "./other", action: "rebuild" },
            ],
          },
          blkio_config: { weight: 300, device_read_bps: [{ path: "/dev/sda", rate: "12mb" }] },
          credential_spec: { config: "c" },
          gpus: [{ driver: "nvidia", count: 1, capabilities: ["gpu"] }],
          storage_opt: { size: "1G" },
          post_start: [{ command: "echo hi", user: "root", environment: ["A=1"] }],
          healthcheck: { test: ["CMD", "true"], interval: "1m30s", retries: 3, start_period: "1d" },
          deploy: {
            update_config: { parallelism: 2, delay: "10s", order: "start-first" },
            resources: {
              limits: { cpus: 0.5, memory: "50M" },
              reservations: { devices: [{ capabilities: ["gpu"], count: "all" }], memory: "20M" },
            },
            placement: { constraints: ["node.role==manager"], preferences: [{ spread: "a" }] },
          },
          pull_policy: "every_12h",
          stop_grace_period: "10s",
          oom_score_adj: -500,
          group_add: ["a", 5],
          depends_on: { base: { condition: "service_healthy", restart: true } },
          logging: { driver: "json-file", options: { "max-size": "1m" } },
        },
        base: { build: ".", provider: { type: "model", options: { a: 1, b: ["c", true] } } },
      },
      secrets: { s: { environment: "TAG" } },
    },
  },
  {
    "compose.yaml": {
      services: {
        plain: {
          image: "x",
          environment: Object.fromEntries(
            [
              "2024-01-02",
              "1_000",
              "012",
              "1e3",
              "1e6",
              "0x1F",
              "0b11",
              "0o17",
              "08",
              "1.50",
              "5.",
              "-0",
              "1:30",
            ]
              .concat(["2024-1-2T3:4:5.500Z", "yes", "~", "True", "123456789.0", "18446744073709551616"])
              .map((text, index) => [`V${index}`, `${raw}${text}`]),
          ),
          labels: { number: `${raw}0x10`, float: `${raw}1e9` },
        },
      },
    },
  },
  {
    "compose.yaml": {
      services: {
        web: { image: "nginx", networks: { edge: { gw_priority: 10 }, app: {} }, links: ["api:backend"] },
        api: { image: "acme/api:1.2", networks: ["app"], volumes: ["~/.shop/web:/config", "~x:/y"] },
      },
      networks: { edge: {}, app: { external: true, name: "other" } },
    },
  },
].map(files => ({ given: ["compose.yaml"], profiles: [], files }));
