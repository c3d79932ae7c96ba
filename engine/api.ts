/**
 * The parts of the Docker Engine API that this project uses, under the API's own names.
 * `@types/dockerode` leaves many of them `any`; the casts to these types in this folder are the one seam.
 *
 * @see https://docs.docker.com/reference/api/engine/
 */

export type Labels = Readonly<Record<string, string>>;

export interface HealthConfig {
  Test?: readonly string[];
  /** Nanoseconds, as are the other times here; 0 inherits the image's value. */
  Interval?: number;
  Timeout?: number;
  StartPeriod?: number;
  StartInterval?: number;
  Retries?: number;
}

export interface PortBinding {
  HostIp?: string;
  HostPort?: string;
}

/** Keyed by `port/protocol`, e.g. `8080/tcp`. */
export type PortMap = Record<string, PortBinding[] | null>;

export interface ThrottleDevice {
  Path: string;
  Rate: number;
}

export interface DeviceMapping {
  PathOnHost: string;
  PathInContainer: string;
  CgroupPermissions: string;
}

export interface DeviceRequest {
  Driver?: string;
  Count?: number;
  DeviceIDs?: readonly string[] | null;
  Capabilities?: readonly (readonly string[])[] | null;
  Options?: Readonly<Record<string, string>> | null;
}

export interface Ulimit {
  Name: string;
  Soft: number;
  Hard: number;
}

export interface Mount {
  Type: string;
  Target: string;
  Source?: string;
  ReadOnly?: boolean;
  BindOptions?: { Propagation?: string };
  VolumeOptions?: {
    NoCopy?: boolean;
    Labels?: Labels;
    DriverConfig?: { Name?: string; Options?: Readonly<Record<string, string>> };
    Subpath?: string;
  };
  TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

export interface RestartPolicy {
  Name?: string;
  MaximumRetryCount?: number;
}

/** What `POST /containers/{id}/update` can change. */
export interface ResourceUpdate {
  CpuShares?: number;
  CpuPeriod?: number;
  CpuQuota?: number;
  CpusetCpus?: string;
  NanoCpus?: number;
  Memory?: number;
  MemoryReservation?: number;
  MemorySwap?: number;
  RestartPolicy?: RestartPolicy;
}

export interface HostConfig extends ResourceUpdate {
  AutoRemove?: boolean;
  Binds?: string[] | null;
  BlkioDeviceReadBps?: ThrottleDevice[] | null;
  BlkioDeviceReadIOps?: ThrottleDevice[] | null;
  BlkioDeviceWriteBps?: ThrottleDevice[] | null;
  BlkioDeviceWriteIOps?: ThrottleDevice[] | null;
  CapAdd?: readonly string[] | null;
  CapDrop?: readonly string[] | null;
  CgroupParent?: string;
  CgroupnsMode?: string;
  DeviceCgroupRules?: readonly string[] | null;
  DeviceRequests?: DeviceRequest[] | null;
  Devices?: DeviceMapping[] | null;
  Dns?: readonly string[] | null;
  DnsOptions?: readonly string[] | null;
  DnsSearch?: readonly string[] | null;
  ExtraHosts?: string[] | null;
  GroupAdd?: readonly string[] | null;
  Init?: boolean | null;
  IpcMode?: string;
  /** On the default bridge: `/NAME:/THIS/ALIAS`. */
  Links?: readonly string[] | null;
  LogConfig?: { Type?: string; Config?: Readonly<Record<string, string>> | null };
  MaskedPaths?: readonly string[] | null;
  Mounts?: Mount[] | null;
  NetworkMode?: string;
  PidMode?: string;
  /** Null, 0 or below: no limit. */
  PidsLimit?: number | null;
  PortBindings?: PortMap | null;
  Privileged?: boolean;
  PublishAllPorts?: boolean;
  ReadonlyPaths?: readonly string[] | null;
  ReadonlyRootfs?: boolean;
  Runtime?: string;
  SecurityOpt?: readonly string[] | null;
  ShmSize?: number;
  StorageOpt?: Readonly<Record<string, string>> | null;
  Sysctls?: Readonly<Record<string, string>> | null;
  Tmpfs?: Readonly<Record<string, string>> | null;
  Ulimits?: Ulimit[] | null;
  UsernsMode?: string;
  UTSMode?: string;
  VolumesFrom?: string[] | null;
}

export interface ContainerConfig {
  Cmd?: readonly string[] | null;
  Domainname?: string;
  Entrypoint?: readonly string[] | null;
  Env?: readonly string[] | null;
  ExposedPorts?: Record<string, object> | null;
  Healthcheck?: HealthConfig | null;
  Hostname?: string;
  Image: string;
  Labels?: Record<string, string> | null;
  /** Below API 1.52: what was asked for, on the network of the container's mode. */
  MacAddress?: string;
  OpenStdin?: boolean;
  /** What a check or command given as one text is run with, where that is not `/bin/sh -c`. */
  Shell?: readonly string[] | null;
  /** The input ends with the first client that is attached to it. */
  StdinOnce?: boolean;
  StopSignal?: string;
  StopTimeout?: number | null;
  Tty?: boolean;
  User?: string;
  Volumes?: Record<string, object> | null;
  WorkingDir?: string;
}

/** The body of `POST /containers/create`; `name` and `platform` go into its query. */
export interface ContainerSpec extends ContainerConfig {
  name: string;
  platform?: string;
  HostConfig: HostConfig;
  /** Keyed by network name; below API 1.44 at most one. */
  NetworkingConfig?: { EndpointsConfig: Record<string, EndpointSettings> };
}

export interface EndpointSettings {
  Aliases?: readonly string[] | null;
  IPAMConfig?: { IPv4Address?: string; IPv6Address?: string; LinkLocalIPs?: readonly string[] } | null;
  MacAddress?: string;
  DriverOpts?: Readonly<Record<string, string>> | null;
  GwPriority?: number;
  /** `NAME:ALIAS`, without a way that the network does not open itself. */
  Links?: readonly string[] | null;
}

export interface Endpoint extends EndpointSettings {
  NetworkID: string;
  EndpointID: string;
  Gateway: string;
  IPAddress: string;
  IPPrefixLen: number;
  IPv6Gateway: string;
  GlobalIPv6Address: string;
  GlobalIPv6PrefixLen: number;
}

export interface ContainerState {
  Status: string;
  Running: boolean;
  Restarting: boolean;
  OOMKilled: boolean;
  ExitCode: number;
  Error: string;
  Pid: number;
  StartedAt: string;
  FinishedAt: string;
  Health?: { Status: string; FailingStreak: number; Log: { ExitCode: number; Output: string }[] | null };
}

export interface ContainerInspect {
  Id: string;
  Name: string;
  Created: string;
  Image: string;
  Platform: string;
  RestartCount: number;
  State: ContainerState;
  Config: ContainerConfig;
  HostConfig: HostConfig;
  Mounts: {
    Type: string;
    Name?: string;
    Source: string;
    Destination: string;
    RW: boolean;
    Propagation?: string;
  }[];
  NetworkSettings: { Bridge?: string; Ports: PortMap | null; Networks: Record<string, Endpoint> | null };
}

export interface ContainerSummary {
  Id: string;
  Names: string[];
  Image: string;
  State: string;
  /** In words: `Exited (137) 2 minutes ago`. */
  Status: string;
  /** Seconds since 1970. */
  Created: number;
  Labels: Labels;
  Ports: { IP?: string; PrivatePort: number; PublicPort?: number; Type: string }[] | null;
  HostConfig: { NetworkMode?: string };
  NetworkSettings: { Networks: Record<string, Endpoint> | null } | null;
}

export interface IpamPool {
  Subnet?: string;
  IPRange?: string;
  Gateway?: string;
  AuxiliaryAddresses?: Readonly<Record<string, string>> | null;
}

export interface NetworkSpec {
  Name: string;
  Driver?: string;
  Internal?: boolean;
  Attachable?: boolean;
  Ingress?: boolean;
  EnableIPv6?: boolean;
  /** From API 1.48 on. */
  EnableIPv4?: boolean;
  IPAM?: { Driver?: string; Config?: IpamPool[]; Options?: Readonly<Record<string, string>> };
  Options?: Readonly<Record<string, string>>;
  Labels?: Labels;
}

export interface NetworkInspect {
  Id: string;
  Name: string;
  Created: string;
  Scope: string;
  Driver: string;
  EnableIPv6: boolean;
  /** From API 1.48 on; before, every network has it. */
  EnableIPv4?: boolean;
  Internal: boolean;
  Attachable: boolean;
  Ingress: boolean;
  IPAM: { Driver: string; Config: IpamPool[] | null; Options: Readonly<Record<string, string>> | null };
  Options: Readonly<Record<string, string>> | null;
  Labels: Labels | null;
  /** Keyed by container id; filled in by inspect, not by list. */
  Containers?: Record<string, NetworkMember> | null;
}

/** A container on a network. */
export interface NetworkMember {
  Name: string;
  EndpointID: string;
  MacAddress: string;
  /** With the length of the prefix, as is the other. */
  IPv4Address: string;
  IPv6Address: string;
}

export interface VolumeSpec {
  Name: string;
  Driver?: string;
  DriverOpts?: Readonly<Record<string, string>>;
  Labels?: Labels;
}

export interface VolumeInspect {
  Name: string;
  Driver: string;
  Mountpoint: string;
  CreatedAt?: string;
  Scope: string;
  Options: Readonly<Record<string, string>> | null;
  Labels: Labels | null;
}

export interface ImageInspect {
  Id: string;
  RepoTags: string[] | null;
  RepoDigests: string[] | null;
  Os: string;
  Architecture: string;
  Variant?: string;
  Config: Partial<ContainerConfig> | null;
}

/** One message of `GET /events`. */
export interface EngineEvent {
  Type: string;
  Action: string;
  Actor: { ID: string; Attributes: Readonly<Record<string, string>> };
}

/** The part of `GET /info` that is used here. */
export interface SystemInfo {
  readonly ServerVersion: string;
  /** Its part in a swarm. */
  readonly Swarm?: {
    readonly NodeID?: string;
    readonly LocalNodeState?: string;
    /** Whether it is a manager, which alone is told of the whole swarm. */
    readonly ControlAvailable?: boolean;
  };
  /** From API 1.49 on. */
  readonly FirewallBackend?: {
    /** `iptables`, `nftables`, either with `+firewalld`. */
    readonly Driver: string;
    readonly Info?: readonly (readonly [string, string])[] | null;
  } | null;
}
