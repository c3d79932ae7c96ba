import type { Maybe } from "./known.ts";
import type { Labelled, Source } from "./labels.ts";
import type { Task } from "./swarm.ts";

export type Protocol = "tcp" | "udp" | "sctp";

/** Whose network interfaces a workload uses. */
export type Namespace =
  /** Its own, attached to networks. */
  | { readonly kind: "own" }
  /** The host's; `reason` says why, where its program does. */
  | { readonly kind: "host"; readonly reason?: string }
  /** Its own, with nothing but the loopback interface. */
  | { readonly kind: "none" }
  /** Another workload's (`container:NAME`): the two share addresses, ports and loopback. */
  | { readonly kind: "workload"; readonly of: string }
  | { readonly kind: "unknown"; readonly unknown: string };

/** A workload on a network. */
export interface Attachment {
  /** A {@link Network}'s id. */
  readonly network: string;
  /** Names it answers to on this network, beside its own. */
  readonly aliases: readonly string[];
  /** A fixed address, where one was asked for. */
  readonly address?: string;
  /** The default gateway is taken from the network with the highest. */
  readonly gatewayPriority?: number;
}

/** A port on which the workload answers. */
export interface OpenPort {
  readonly port: number;
  readonly protocol: Protocol;
  /** Ids of the networks it is bound to; all of them when absent. */
  readonly on?: readonly string[];
}

/** A port of the workload published at the host. */
export interface PublishedPort {
  /** The host's address it is bound to; `0.0.0.0` and `::` are all of a family. */
  readonly address: Maybe<string>;
  /** Nobody said an address: then it is the network's own choice, or all of both families. @default false */
  readonly anyAddress?: boolean;
  /** 0: any free one. */
  readonly hostPort: Maybe<number>;
  readonly port: number;
  readonly protocol: Protocol;
  /** Swarm: `ingress` listens on every node, `host` where a replica runs. A service's default is `ingress`. */
  readonly mode?: "host" | "ingress";
}

/** A legacy link: a name for another workload, and on the default bridge its variables and a way to what it exposes. */
export interface Link {
  /** The workload's id. */
  readonly to: string;
  readonly alias: string;
}

/** Something of the host or of another workload inside this one's file system. */
export interface MountedPath {
  readonly kind: "volume" | "bind" | "tmpfs" | "image" | "cluster";
  /** The volume's id or the host's path; absent for tmpfs and anonymous volumes. */
  readonly from?: Maybe<string>;
  readonly at: string;
  readonly readOnly: Maybe<boolean>;
  readonly propagation?: string;
  /** Of a tmpfs, beside the engine's defaults (`noexec`, `nosuid`, `nodev`): `exec`, `size=64m`. */
  readonly options?: readonly string[];
}

/** A workload that passes connections on, at its own will: a proxy or a relay. */
export interface Forward {
  /** The port it takes them on. */
  readonly port: number;
  readonly to: string;
  readonly toPort: number;
}

/** How far the workload is shut off from its host. Absent fields are the engine's defaults. */
export interface Privileges {
  readonly privileged: Maybe<boolean>;
  readonly capabilitiesAdded: Maybe<readonly string[]>;
  readonly capabilitiesDropped: Maybe<readonly string[]>;
  /** Their paths on the host: `/dev/sda`. */
  readonly devices: readonly string[];
  /** Empty: the image's. */
  readonly user: Maybe<string>;
  readonly readOnlyRoot: Maybe<boolean>;
  readonly noNewPrivileges: Maybe<boolean>;
  /** `unconfined` where switched off. */
  readonly seccomp?: string;
  readonly apparmor?: string;
  readonly selinux?: string;
  /** `unconfined` where the paths of the kernel that engines hide are shown. */
  readonly systemPaths?: string;
  /** Devices it may open beside those it is given, as the kernel's control groups name them: `b 8:* rmw`. */
  readonly deviceRules?: readonly string[];
  readonly pid?: string;
  readonly ipc?: string;
  readonly userns?: string;
  readonly uts?: string;
  readonly cgroupParent?: string;
  readonly sysctls: Readonly<Record<string, string>>;
  /**
   * As whom its program runs, where what starts it has root and capabilities for setting up its own network and gives all of
   * them up before that. What then breaks into the program finds none of them. @default as `user`, with what it is given
   */
  readonly stepsDownTo?: string;
}

/** What the workload may use, and how it is kept going. */
export interface Care {
  /** MiB; absent: no limit. */
  readonly memory?: Maybe<number>;
  readonly cpus?: Maybe<number>;
  readonly pids?: Maybe<number>;
  readonly restart?: Maybe<string>;
  readonly restartAttempts?: Maybe<number>;
  readonly healthCheck: Maybe<boolean>;
  readonly logDriver?: Maybe<string>;
  readonly ulimits: readonly string[];
}

/** One environment entry, without its value where that is nobody's business. */
export interface EnvironmentEntry {
  readonly name: string;
  /** Marked secret in the program: the value is never kept. */
  readonly secret: boolean;
  /** The value, where it is plain and known. */
  readonly value?: string;
  /** What a file says in its place, where that names variables: `postgres://shop:${DB_PASSWORD}@db/shop`. */
  readonly template?: string;
  /** Where a file of variables gives it, which is no part of the project's own files. */
  readonly file?: Source;
}

/** What a file says where it names variables, before they are filled in. */
export interface Templates {
  readonly command?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** A workload of another stack. */
export interface Elsewhere {
  /** What it is called there, as its containers are labelled. @default whoever else is on the network that it shares */
  readonly workload?: string;
}

/** One or more identical containers behind one name: what a team would call a service. */
export interface Workload extends Labelled {
  /** Unique in the topology. */
  readonly id: string;
  /** The name peers call it by. */
  readonly name: string;
  readonly kind: "container" | "service" | "job";
  readonly tier?: string;
  readonly replicas: Maybe<number>;
  readonly image?: Maybe<string>;
  /** Its image is built from sources beside it, and nothing is pulled under its name. */
  readonly built?: boolean;
  readonly command?: Maybe<readonly string[]>;
  readonly templates?: Templates;
  readonly environment: readonly EnvironmentEntry[];
  readonly namespace: Namespace;
  readonly attachments: readonly Attachment[];
  readonly ports: readonly OpenPort[];
  readonly published: readonly PublishedPort[];
  /** Every port it exposes is published on a free host port. */
  readonly publishAll: Maybe<boolean>;
  readonly links: readonly Link[];
  /** Extra names for addresses (`--add-host`). */
  readonly hosts: readonly { readonly name: string; readonly address: string }[];
  readonly dns: readonly string[];
  readonly mounts: readonly MountedPath[];
  readonly forwards: readonly Forward[];
  readonly privileges: Privileges;
  readonly care: Care;
  /** Keeps data: e.g. `postgres`. */
  readonly datastore?: string;
  /** Of a service that runs: its replicas, and where they are. */
  readonly tasks?: readonly Task[];
  /**
   * It belongs to another stack, by which it is judged. Here it is one end of what is shared with that: it is asked about
   * the ports it lists, and about no others. @default it belongs here
   */
  readonly elsewhere?: Elsewhere;
}

/** A workload as Docker makes it when nothing is said, attached to nothing. */
export function plainWorkload(id: string): Workload {
  return {
    id,
    name: id,
    kind: "container",
    replicas: 1,
    environment: [],
    namespace: { kind: "own" },
    attachments: [],
    ports: [],
    published: [],
    publishAll: false,
    links: [],
    hosts: [],
    dns: [],
    mounts: [],
    forwards: [],
    privileges: {
      privileged: false,
      capabilitiesAdded: [],
      capabilitiesDropped: [],
      devices: [],
      user: "",
      readOnlyRoot: false,
      noNewPrivileges: false,
      sysctls: {},
    },
    care: { healthCheck: false, ulimits: [] },
    labels: {},
  };
}

/** Whether a user, as a container is given it (`USER` or `USER:GROUP`), is root. */
export function isRoot(user: string): boolean {
  return /^(0+|root)(:|$)/.test(user);
}
