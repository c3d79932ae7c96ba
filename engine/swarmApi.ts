import type { HealthConfig, Labels, Mount } from "./api.ts";

/**
 * The part of the Docker Engine API that is there in a swarm, under the API's own names.
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Service
 */

/** A secret or a config as it is created; `Data` is base64. */
export interface StoredSpec {
  Name: string;
  Labels?: Labels;
  /** Of a secret it goes in and never comes out. */
  Data?: string;
}

export interface StoredInspect {
  ID: string;
  Version: { Index: number };
  Spec: StoredSpec;
}

/** A file that is put into a task's containers. */
export interface TaskFile {
  File: { Name: string; UID: string; GID: string; Mode: number };
  SecretID?: string;
  SecretName?: string;
  ConfigID?: string;
  ConfigName?: string;
}

export interface SwarmContainerSpec {
  Image: string;
  Labels?: Labels;
  Command?: readonly string[];
  Args?: readonly string[];
  Hostname?: string;
  Env?: readonly string[];
  Dir?: string;
  User?: string;
  Groups?: readonly string[];
  Init?: boolean;
  Privileges?: {
    CredentialSpec?: { File?: string; Registry?: string } | null;
    SELinuxContext?: {
      Disable?: boolean;
      User?: string;
      Role?: string;
      Type?: string;
      Level?: string;
    } | null;
  };
  ReadOnly?: boolean;
  Mounts?: readonly Mount[];
  StopSignal?: string;
  /** Nanoseconds. */
  StopGracePeriod?: number;
  Healthcheck?: HealthConfig;
  /** Lines of /etc/hosts: `address name`. */
  Hosts?: readonly string[];
  DNSConfig?: {
    Nameservers?: readonly string[];
    Search?: readonly string[];
    Options?: readonly string[];
  };
  Secrets?: readonly TaskFile[];
  Configs?: readonly TaskFile[];
  Isolation?: string;
  Sysctls?: Readonly<Record<string, string>>;
  CapabilityAdd?: readonly string[];
  CapabilityDrop?: readonly string[];
}

export interface GenericResource {
  NamedResourceSpec?: { Kind: string; Value: string };
  DiscreteResourceSpec?: { Kind: string; Value: number };
}

export interface TaskSpec {
  ContainerSpec: SwarmContainerSpec;
  Resources?: {
    Limits?: { NanoCPUs?: number; MemoryBytes?: number };
    Reservations?: { NanoCPUs?: number; MemoryBytes?: number; GenericResources?: readonly GenericResource[] };
  };
  /** Times are nanoseconds. */
  RestartPolicy?: { Condition?: string; Delay?: number; MaxAttempts?: number; Window?: number };
  Placement?: {
    Constraints?: readonly string[];
    Preferences?: readonly { Spread: { SpreadDescriptor: string } }[];
    MaxReplicas?: number;
    Platforms?: readonly { Architecture?: string; OS?: string }[];
  };
  Networks?: readonly {
    Target: string;
    Aliases?: readonly string[];
    DriverOpts?: Readonly<Record<string, string>>;
  }[];
  LogDriver?: { Name: string; Options?: Readonly<Record<string, string>> };
  ForceUpdate?: number;
  Runtime?: string;
}

/** How tasks are replaced; times are nanoseconds. */
export interface RolloutSpec {
  Parallelism: number;
  Delay?: number;
  FailureAction?: string;
  Monitor?: number;
  MaxFailureRatio?: number;
  Order?: string;
}

export interface ServicePort {
  Name?: string;
  Protocol?: string;
  TargetPort: number;
  PublishedPort?: number;
  PublishMode?: string;
}

export interface ServiceSpec {
  Name: string;
  Labels?: Labels;
  TaskTemplate: TaskSpec;
  Mode?: {
    Replicated?: { Replicas?: number };
    Global?: object;
    /** Runs to its end, since API 1.41. */
    ReplicatedJob?: { MaxConcurrent?: number; TotalCompletions?: number };
    /** The same, once on each node. */
    GlobalJob?: object;
  };
  UpdateConfig?: RolloutSpec;
  RollbackConfig?: RolloutSpec;
  EndpointSpec?: { Mode?: string; Ports?: readonly ServicePort[] };
}

export interface ServiceInspect {
  ID: string;
  Version: { Index: number };
  Spec: ServiceSpec;
  Endpoint?: {
    Ports?: readonly ServicePort[];
    /** One for each network, with the length of the prefix. */
    VirtualIPs?: readonly { NetworkID: string; Addr?: string }[];
  };
  UpdateStatus?: { State?: string; Message?: string };
  /** Of a service that runs to its end: which run this is. */
  JobStatus?: { JobIteration?: { Index?: number } };
}

/** One run of a service's container, or an attempt at it. */
export interface Task {
  ID: string;
  ServiceID: string;
  /** Which of the replicas; none of a global service. */
  Slot?: number;
  /** Of a service that runs to its end: which of its runs this is of. */
  JobIteration?: { Index?: number };
  NodeID?: string;
  CreatedAt: string;
  DesiredState: string;
  Spec: TaskSpec;
  Status: {
    State: string;
    /** Since when. */
    Timestamp?: string;
    Err?: string;
    Message?: string;
    ContainerStatus?: { ContainerID?: string; ExitCode?: number };
    /** What is open at its own node alone. */
    PortStatus?: { Ports?: readonly ServicePort[] | null };
  };
  /** Its addresses, with the length of the prefix; none on what a node has by itself. */
  NetworksAttachments?:
    | readonly { Network: { ID: string; Spec: { Name: string } }; Addresses?: readonly string[] }[]
    | null;
}

/** A machine of a swarm. */
export interface NodeInspect {
  ID: string;
  Spec: { Role: "manager" | "worker"; Availability: "active" | "pause" | "drain"; Labels?: Labels | null };
  Description?: { Hostname?: string };
  Status: { State: string; Addr?: string };
}
