// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
import fc from "fast-check";

/** A compose project: files by path, the first ones given to `-f` in this order. */
export interface GeneratedProject {
  readonly given: readonly string[];
  readonly files: Readonly<Record<string, unknown>>;
  readonly profiles: readonly string[];
}

/** The variables a project is read with; values in .env files come on top. */
export const environment: Readonly<Record<string, string>> = {
  TAG: "1.2",
  PORT: "8443",
  YES: "true",
  EMPTY: "",
  HOME: "/home/someone",
};

export const dotenv =
  "TAG=of-the-file\nDATA='./data dir'\nQUOTED=\"a\\tb ${TAG}\" # said\nexport REGISTRY=registry.example\n";

const one = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) });

/** A mapping in one of the two ways in which Compose takes it. */
function pairs(entries: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const names = fc.subarray(Object.keys(entries), { minLength: 1 });
  return fc.tuple(names, fc.boolean()).map(([chosen, asList]) => {
    const found = chosen.map(name => [name, entries[name]] as const);
    return asList
      ? found.map(([name, value]) => (value === null ? name : `${name}=${String(value)}`))
      : Object.fromEntries(found);
  });
}

const ports = some<unknown>(
  "80",
  8081,
  "8080:80",
  "127.0.0.1:8080:80/udp",
  "[::1]:8082:80",
  "9000-9002:9000-9002",
  "9100-9110:91",
  "3000-3002",
  "${PORT}:443",
  "${UNSET_PORT:-7000}:7000/tcp",
  { target: 80, published: "8083", host_ip: "127.0.0.1" },
  { target: 5000, published: 5000, protocol: "udp", mode: "host" },
  { target: "${PORT}" },
);

const volumes = fc.uniqueArray(
  one<unknown>(
    "data:/data",
    "data:/other:ro",
    "./conf:/etc/conf:ro",
    "../beside:/beside",
    "~/.ssh:/ssh",
    "/etc:/host:ro,rslave",
    "/anonymous",
    "${DATA}:/of/variable/",
    { type: "bind", source: "./long", target: "/long", read_only: true, bind: { propagation: "shared" } },
    { type: "volume", source: "other", target: "/data", volume: { nocopy: true } },
    { type: "tmpfs", target: "/scratch", tmpfs: { size: 1000 } },
  ),
  { minLength: 1, maxLength: 3, selector: targetOf },
);

/** Compose refuses to mount two things at one place. */
function targetOf(volume: unknown): string {
  if (typeof volume !== "string") return (volume as { target: string }).target;
  return (volume.split(":")[1] ?? volume).replace(/\/$/, "");
}

const networks = fc.oneof(
  some("front", "back", "default"),
  fc.record(
    {
      front: one(null, { aliases: ["www", "site"] }, { aliases: ["www"], ipv4_address: "172.30.0.7" }),
      back: one(null, { gw_priority: 2, aliases: ["inside"] }),
      named: fc.constant(null),
      elsewhere: fc.constant({ aliases: ["guest"] }),
    },
    { requiredKeys: ["back"] },
  ),
);

const environments = pairs({
  MODE: "production",
  URL: "http://${TAG}:80/$$path",
  EMPTY: "${EMPTY-unused}",
  WITH_DEFAULT: "${NOBODY:-${ALSO_NOBODY:-deep}}",
  IF_SET: "${TAG:+set}",
  QUOTED: "${QUOTED}",
  NUMBER: 8,
  INHERITED: null,
});

/** What a service may say, each in its several forms. */
const attributes = {
  image: one("nginx:${TAG}", "${REGISTRY}/app@sha256:abc", "postgres:16", "redis"),
  ports,
  volumes,
  networks,
  environment: environments,
  env_file: one<unknown>(
    "a.env",
    ["a.env", { path: "b.env", required: false }],
    [{ path: "none.env", required: false }],
  ),
  labels: pairs({ "bulkhead.tier": "web", owner: "team", number: 5, empty: "" }),
  cap_add: some("NET_ADMIN", "SYS_PTRACE"),
  cap_drop: some("ALL", "NET_RAW"),
  security_opt: one(
    ["no-new-privileges:true"],
    ["seccomp=unconfined", "apparmor:unconfined"],
    ["label=disable"],
  ),
  privileged: one<unknown>(true, false, "${YES}", "yes"),
  read_only: one<unknown>(true, "${YES}"),
  user: one("1000:1000", "nobody"),
  command: one<unknown>("run --now 'a b' \"c d\"", ["run", "--port=${PORT}"], null),
  entrypoint: one<unknown>("/entry -x", ["/entry"]),
  dns: one<unknown>("1.1.1.1", ["8.8.8.8", "1.1.1.1"]),
  extra_hosts: one<unknown>(["db=10.0.0.1", "six:::1"], { db: "10.0.0.2", up: "host-gateway" }),
  expose: one<unknown>(["3000", "8000-8002/udp"], [3000]),
  restart: one("always", "on-failure:3", "no"),
  healthcheck: one<unknown>(
    { test: "true" },
    { test: ["CMD", "true"], retries: 2 },
    { test: ["NONE"] },
    { disable: true },
  ),
  deploy: one<unknown>(
    { replicas: 2, resources: { limits: { cpus: "0.5", memory: "64M", pids: 20 } } },
    { restart_policy: { condition: "on-failure", max_attempts: 4 } },
    { mode: "global", labels: ["a=b"] },
  ),
  cpus: one<unknown>(0.5, "1.5"),
  pids_limit: one<unknown>(50, "60"),
  logging: one<unknown>(
    { driver: "none" },
    { driver: "json-file", options: { "max-size": "10m" } },
    { options: { tag: "x" } },
  ),
  tmpfs: one<unknown>("/run", ["/tmp:mode=755,ro", "/run"]),
  pid: one("host", "service:base"),
  ipc: one("host", "shareable"),
  userns_mode: fc.constant("host"),
  cgroup_parent: fc.constant("custom"),
  devices: one<unknown>(["/dev/fuse"], ["/dev/sda:/dev/xvda:r"]),
  sysctls: pairs({ "net.core.somaxconn": 1024, "net.ipv4.ip_forward": "1" }),
  ulimits: one<unknown>({ nproc: 10 }, { nofile: { soft: 10, hard: 20 } }),
  secrets: one<unknown>(["token"], [{ source: "token", target: "renamed" }, "other"]),
  configs: one<unknown>(["conf"], [{ source: "conf", target: "/etc/conf" }]),
  depends_on: one<unknown>(["base"], { base: { condition: "service_started" } }),
  links: one(["base"], ["base:alias"]),
  profiles: some("debug", "extra"),
} as const;

const attributeNames = Object.keys(attributes) as (keyof typeof attributes)[];

/** Some of a service's attributes. */
const fragment: fc.Arbitrary<Record<string, unknown>> = fc
  .subarray(attributeNames, { maxLength: 14 })
  .chain(names =>
    fc.record(Object.fromEntries(names.map(name => [name, attributes[name] as fc.Arbitrary<unknown>]))),
  );

/** How the writer of files marks what is to be written without quotes, as it is. */
export const raw = "@raw:";

/** How the writer of files marks what is to bear one of Compose's tags. */
export const tags = { reset: "@reset", override: "@override" } as const;

/** An attribute that is merged, taken away, or put in place of the earlier one. */
const tagged: fc.Arbitrary<Record<string, unknown>> = fragment.chain(service =>
  fc.tuple(...Object.keys(service).map(() => one("", "", "", tags.reset, tags.override))).map(chosen =>
    Object.fromEntries(
      Object.entries(service).map(([name, value], index) => {
        const tag = chosen[index] ?? "";
        return tag === tags.reset ? [name, tag] : [`${name}${value === null ? "" : tag}`, value];
      }),
    ),
  ),
);

/** A service that says all Compose needs to know, in its own way or by what it extends. */
const whole = fc
  .tuple(
    fragment,
    one<unknown>(
      undefined,
      undefined,
      "base",
      { service: "base" },
      { file: "lib/shared.yaml", service: "shared" },
    ),
  )
  .map(([service, parent]) => ({
    image: "busybox",
    ...service,
    ...(parent === undefined ? {} : { extends: parent }),
  }));

const isolated = fragment.chain(service =>
  one("host", "none", "bridge", "service:base").map(network_mode => {
    const { networks: _, links: __, ...rest } = service;
    return { image: "busybox", ...rest, network_mode };
  }),
);

const described = {
  networks: {
    front: { ipam: { config: [{ subnet: "172.30.0.0/24" }] }, labels: ["a=b"] },
    back: { internal: "${YES}", driver_opts: { "com.docker.network.bridge.enable_icc": "false" } },
    named: { name: "a-network", attachable: true, driver: "overlay" },
    elsewhere: { external: true },
  },
  volumes: { data: null, other: { driver_opts: { type: "none", o: "bind", device: "/srv/other" } } },
  secrets: { token: { file: "./token.txt" }, other: { environment: "TAG" } },
  configs: { conf: { content: "some ${TAG}" } },
};

const shared = {
  services: {
    shared: { image: "shared", volumes: ["./of-lib:/lib"], env_file: ["lib.env"], environment: ["FROM=lib"] },
  },
};

const included = {
  services: { guest: { image: "guest:${TAG}", volumes: ["./here:/here"], networks: ["default", "guests"] } },
  networks: { guests: { internal: true } },
};

/** A base, a file over it, one with services to extend, one to include. */
export const project: fc.Arbitrary<GeneratedProject> = fc
  .record({
    base: fragment.map(
      ({ profiles: _, networks: __, depends_on: ___, links: ____, pid: _____, ...rest }) => ({
        image: "base",
        ...rest,
      }),
    ),
    web: whole,
    other: fc.oneof(whole, isolated),
    over: tagged,
    include: fc.boolean(),
    profiles: one<string[]>([], ["debug"], ["*"]),
    networks: one<unknown>(
      { front: { internal: true, labels: { c: "d" } } },
      { back: { driver_opts: { x: "y" } } },
    ),
  })
  .map(({ base, web, other, over, include, profiles, networks: overNetworks }) => ({
    given: ["compose.yaml", "over.yaml"],
    profiles,
    files: {
      "compose.yaml": {
        ...(include ? { include: [{ path: "guests/compose.yaml" }] } : {}),
        services: { base, web, other },
        ...described,
      },
      "over.yaml": { services: { web: over }, networks: overNetworks },
      "lib/shared.yaml": shared,
      "guests/compose.yaml": included,
      "a.env": "A=1\nMODE=from-a ${TAG}\n",
      "b.env": "A=2\n",
      "lib/lib.env": "LIB=1\n",
      "guests/.env": "TAG=ignored\nGUEST=1\n",
      ".env": dotenv,
    },
  }));
