/** What of a container the engine tells (`docker inspect`) is taken over. */
export interface RunningContainer {
  readonly Id: string;
  readonly Name: string;
  readonly Config: Settings & { readonly Image: string };
  readonly HostConfig: HostSettings;
  readonly Mounts: readonly {
    readonly Type: string;
    readonly Name?: string;
    readonly Source: string;
    readonly Destination: string;
    readonly RW: boolean;
  }[];
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, { readonly Aliases?: readonly string[] | null }>> | null;
  };
}

/** What an image says, and a container beside it. */
export interface Settings {
  readonly Cmd?: readonly string[] | null;
  readonly Entrypoint?: readonly string[] | null;
  readonly Env?: readonly string[] | null;
  readonly ExposedPorts?: Readonly<Record<string, object>> | null;
  readonly Healthcheck?: {
    readonly Test?: readonly string[] | null;
    readonly Interval?: number;
    readonly Timeout?: number;
    readonly StartPeriod?: number;
    readonly Retries?: number;
  } | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly StopSignal?: string;
  readonly User?: string;
}

interface HostSettings {
  readonly CapAdd?: readonly string[] | null;
  readonly CapDrop?: readonly string[] | null;
  readonly Devices?: readonly { readonly PathOnHost: string; readonly PathInContainer: string }[] | null;
  readonly Dns?: readonly string[] | null;
  readonly ExtraHosts?: readonly string[] | null;
  readonly Init?: boolean | null;
  readonly IpcMode?: string;
  readonly Memory?: number;
  readonly NanoCpus?: number;
  readonly NetworkMode?: string;
  readonly PidMode?: string;
  readonly PortBindings?: Readonly<
    Record<string, readonly { readonly HostIp?: string; readonly HostPort?: string }[] | null>
  > | null;
  readonly Privileged?: boolean;
  readonly ReadonlyRootfs?: boolean;
  readonly RestartPolicy?: { readonly Name?: string };
  readonly SecurityOpt?: readonly string[] | null;
  readonly Tmpfs?: Readonly<Record<string, string>> | null;
}

/** A network of the engine. */
export interface RunningNetwork {
  readonly Name: string;
  readonly Driver: string;
  readonly Internal: boolean;
  readonly IPAM: {
    readonly Config: readonly { readonly Subnet?: string; readonly Gateway?: string }[] | null;
  };
  readonly Options: Readonly<Record<string, string>> | null;
}

/** What runs on an engine, as far as somebody wants it taken over. */
export interface Running {
  readonly containers: readonly RunningContainer[];
  /** What the containers' images say by themselves, by the names that the containers have for them. */
  readonly images: ReadonlyMap<string, Settings>;
  readonly networks: readonly RunningNetwork[];
}

/** Networks that the engine has by itself. */
const own: ReadonlySet<string> = new Set(["bridge", "host", "none"]);

/**
 * What runs, as a compose file would have it: without what the images say, and with networks and volumes by the names
 * that the engine has for them. Containers of one service of Compose are its replicas.
 */
export function composeOfRunning({ containers, images, networks }: Running): unknown {
  const services = Map.groupBy(containers, serviceName);
  const used = new Set(
    containers.flatMap(({ NetworkSettings }) => Object.keys(NetworkSettings.Networks ?? {})),
  );
  const volumes = containers.flatMap(({ Mounts }) =>
    Mounts.flatMap(({ Type, Name }) => (Type === "volume" && Name !== undefined ? [Name] : [])),
  );
  return {
    services: Object.fromEntries(
      [...services].map(([name, replicas]) => {
        const [first] = replicas;
        if (first === undefined) return [name, {}];
        const said = images.get(first.Config.Image) ?? {};
        const scale = replicas.length === 1 ? {} : { scale: replicas.length };
        return [name, { ...serviceOf(first, said, containers), ...scale }];
      }),
    ),
    networks: Object.fromEntries(
      networks.filter(({ Name }) => used.has(Name) && !own.has(Name)).map(one => [one.Name, networkOf(one)]),
    ),
    volumes: Object.fromEntries(volumes.map(name => [name, { name }])),
  };
}

/** As Compose calls it; else the container's own name. */
export function serviceName({ Name, Config }: RunningContainer): string {
  return Config.Labels?.["com.docker.compose.service"] ?? Name.replace(/^\//, "");
}

function serviceOf(
  container: RunningContainer,
  said: Settings,
  all: readonly RunningContainer[],
): Readonly<Record<string, unknown>> {
  const { Config, HostConfig: host, Mounts } = container;
  const differs = (name: keyof Settings): boolean =>
    JSON.stringify(Config[name] ?? null) !== JSON.stringify(said[name] ?? null);
  const labels = Object.entries(Config.Labels ?? {}).filter(
    ([name, value]) => !name.startsWith("com.docker.compose.") && said.Labels?.[name] !== value,
  );
  const given: Readonly<Record<string, unknown>> = {
    image: undollared(Config.Image),
    entrypoint: differs("Entrypoint") && Config.Entrypoint ? Config.Entrypoint.map(undollared) : undefined,
    command: (differs("Cmd") || differs("Entrypoint")) && Config.Cmd ? Config.Cmd.map(undollared) : undefined,
    environment: listOf((Config.Env ?? []).filter(entry => !said.Env?.includes(entry)).map(undollared)),
    expose: listOf(Object.keys(Config.ExposedPorts ?? {})),
    ports: listOf(portsOf(host)),
    volumes: listOf(Mounts.flatMap(mountOf)),
    tmpfs: listOf(
      Object.entries(host.Tmpfs ?? {}).map(([path, options]) => `${path}${options && `:${options}`}`),
    ),
    restart: host.RestartPolicy?.Name || undefined,
    mem_limit: host.Memory || undefined,
    cpus: host.NanoCpus ? host.NanoCpus / 1e9 : undefined,
    cap_add: listOf(host.CapAdd ?? []),
    cap_drop: listOf(host.CapDrop ?? []),
    privileged: host.Privileged || undefined,
    read_only: host.ReadonlyRootfs || undefined,
    init: host.Init || undefined,
    pid: host.PidMode || undefined,
    user: differs("User") ? Config.User : undefined,
    security_opt: listOf(host.SecurityOpt ?? []),
    extra_hosts: listOf(host.ExtraHosts ?? []),
    dns: listOf(host.Dns ?? []),
    devices: listOf((host.Devices ?? []).map(one => `${one.PathOnHost}:${one.PathInContainer}`)),
    stop_signal: differs("StopSignal") ? Config.StopSignal : undefined,
    healthcheck: differs("Healthcheck") ? healthOf(Config.Healthcheck) : undefined,
    depends_on: dependsOn(container, all),
    labels: labels.length === 0 ? undefined : Object.fromEntries(labels.map(([k, v]) => [k, undollared(v)])),
    ...networkingOf(container),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** A dollar of what runs is one. */
function undollared(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function listOf<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items;
}

function portsOf({ PortBindings }: HostSettings): unknown[] {
  return Object.entries(PortBindings ?? {}).flatMap(([port, bindings]) => {
    const [target, protocol] = port.split("/");
    return (bindings ?? []).map(({ HostIp, HostPort }) => ({
      target: Number(target),
      protocol,
      ...(HostIp ? { host_ip: HostIp } : {}),
      ...(HostPort ? { published: HostPort } : {}),
    }));
  });
}

function mountOf({ Type, Name, Source, Destination, RW }: RunningContainer["Mounts"][number]): unknown[] {
  const source = Type === "volume" ? Name : Source;
  if ((Type !== "volume" && Type !== "bind") || source === undefined) return [];
  return [{ type: Type, source, target: Destination, ...(RW ? {} : { read_only: true }) }];
}

/** Times are nanoseconds to the engine. */
function healthOf(check: Settings["Healthcheck"]): unknown {
  if (!check?.Test) return undefined;
  const time = (nanoseconds: number | undefined): string | undefined =>
    nanoseconds ? `${nanoseconds / 1e6}ms` : undefined;
  const given = {
    test: check.Test.map(undollared),
    interval: time(check.Interval),
    timeout: time(check.Timeout),
    start_period: time(check.StartPeriod),
    retries: check.Retries || undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Compose notes it in a label: `db:service_healthy:false,cache:service_started:false`. */
function dependsOn({ Config }: RunningContainer, all: readonly RunningContainer[]): unknown {
  const noted = Config.Labels?.["com.docker.compose.depends_on"] ?? "";
  const there = new Set(all.map(serviceName));
  const known = noted.split(",").flatMap(one => {
    const [to = "", condition = ""] = one.split(":");
    // What was to be done once is done.
    const until = condition === "service_completed_successfully" ? "service_started" : condition;
    return there.has(to) ? [[to, { condition: until }] as const] : [];
  });
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

function networkingOf(container: RunningContainer): Readonly<Record<string, unknown>> {
  const { Id, HostConfig, NetworkSettings } = container;
  const mode = HostConfig.NetworkMode ?? "";
  if (/^(?:host|none|container:.*)$/.test(mode)) return { network_mode: mode };
  const networks = Object.entries(NetworkSettings.Networks ?? {}).filter(([name]) => !own.has(name));
  if (networks.length === 0) return { network_mode: "bridge" };
  const known = new Set([serviceName(container), container.Name.replace(/^\//, ""), Id.slice(0, 12)]);
  return {
    networks: Object.fromEntries(
      networks.map(([name, { Aliases }]) => {
        const aliases = (Aliases ?? []).filter(alias => !known.has(alias));
        return [name, aliases.length === 0 ? {} : { aliases }];
      }),
    ),
  };
}

function networkOf({ Name, Driver, Internal, IPAM, Options }: RunningNetwork): unknown {
  const config = (IPAM.Config ?? []).map(({ Subnet, Gateway }) => ({
    ...(Subnet === undefined ? {} : { subnet: Subnet }),
    ...(Gateway === undefined ? {} : { gateway: Gateway }),
  }));
  return {
    name: Name,
    driver: Driver,
    ...(Internal ? { internal: true } : {}),
    ...(config.length === 0 ? {} : { ipam: { config } }),
    ...(Options && Object.keys(Options).length > 0 ? { driver_opts: Options } : {}),
  };
}
