import type * as docker from "@pulumi/docker";
import type { Input, Resource } from "@pulumi/pulumi";
import type { Segment } from "../network/segment.ts";
import type { SubnetPool } from "../network/subnets.ts";
import type { Mountable } from "../storage/mountable.ts";
import type { SharedSocket } from "../storage/sharedSocket.ts";
import type { Linkable } from "./link.ts";

/** A port on which a workload answers. A number stands for `{ port }`. */
export interface PortArgs {
  /** @example 8080 */
  readonly port: number;
  /**
   * @default "tcp"
   * @example "udp"
   */
  readonly protocol?: "tcp" | "udp" | "sctp" | undefined;
}

/** A port published at the host. Texts stand for the same in Docker's words: `"127.0.0.1:8080:80/tcp"`. */
export interface PublishArgs {
  /** The workload's own port. @example 8080 */
  readonly port: number;
  /**
   * The host's port; the workload's `published` tells which.
   *
   * @default a free one
   * @example 80
   */
  readonly hostPort?: number | undefined;
  /**
   * The host's address. The default lets nobody in but the host itself.
   *
   * @default "127.0.0.1"
   * @example "0.0.0.0"
   */
  readonly address?: string | undefined;
  /**
   * @default "tcp"
   * @example "udp"
   */
  readonly protocol?: "tcp" | "udp" | "sctp" | undefined;
}

/** What it takes to be on the host's network. */
export interface HostNetworkArgs {
  /**
   * Why nothing less will do, for those who review it. At least ten characters.
   *
   * @example "reads multicast of the building's sensors"
   */
  readonly reason: string;
}

/** How names are resolved that the engine's own server (127.0.0.11) does not know. It is asked first in any case. */
export interface DnsArgs {
  /** Addresses of servers it passes such questions to, in their order. @default the host's @example ["10.0.0.53"] */
  readonly servers?: readonly string[] | undefined;
  /** Domains that short names are completed with. @default the host's @example ["example.com"] */
  readonly search?: readonly string[] | undefined;
  /**
   * Options of the resolver, in place of the default.
   *
   * @default where there is no way out ["timeout:1", "attempts:1"], so that a wrong name is given up after a second
   * @example ["ndots:2"]
   * @see https://man7.org/linux/man-pages/man5/resolv.conf.5.html
   */
  readonly options?: readonly string[] | undefined;
}

/** How a workload takes part in a segment. A bare Segment stands for `{ segment }`. */
export interface AttachmentArgs {
  /**
   * The segment.
   *
   * @example front
   */
  readonly segment: Segment;
  /**
   * Whether it is called there: it then has its name on the segment. One that only calls others has none.
   *
   * @default true
   * @example false
   */
  readonly serves?: boolean | undefined;
  /**
   * Which of its ports it answers on there; takes effect with `listenVariable`.
   *
   * @default all of them
   * @example [8080]
   */
  readonly ports?: readonly number[] | undefined;
  /**
   * Further names on this segment.
   *
   * @default []
   * @example ["cache", "sessions"]
   */
  readonly aliases?: readonly string[] | undefined;
}

/** A health check: a command that ends with 0 when all is well. */
export interface HealthArgs {
  /** @example ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"] */
  readonly command: readonly Input<string>[];
  /**
   * Time between two checks, and before the first.
   *
   * @default "5s"
   * @example "2s"
   */
  readonly interval?: string | undefined;
  /**
   * @default "3s"
   * @example "1s"
   */
  readonly timeout?: string | undefined;
  /**
   * Failures in a row that make it unhealthy.
   *
   * @default 5
   * @example 3
   */
  readonly retries?: number | undefined;
  /**
   * Time after the start in which failures do not count.
   *
   * @default "10s"
   * @example "30s"
   */
  readonly startPeriod?: string | undefined;
  /**
   * Whether a deployment waits until it is healthy.
   *
   * @default true
   * @example false
   */
  readonly wait?: boolean | undefined;
  /**
   * Seconds a deployment waits.
   *
   * @default 120
   * @example 300
   */
  readonly waitTimeout?: number | undefined;
}

/** A file the workload finds in its file system. */
export interface FileArgs {
  /** Absolute path. Under a read-only root its folder becomes a small volume. @example "/etc/acme/acme.conf" */
  readonly path: string;
  /**
   * What is in it; a secret stays one.
   *
   * @example "listen 8080;\n"
   */
  readonly content: Input<string>;
  /**
   * Four octal digits.
   *
   * @default "0444"
   * @example "0440"
   */
  readonly permissions?: string | undefined;
}

/** A volume in the workload's file system. */
export interface MountArgs {
  /**
   * A Volume, or the name of one on the engine, such as a docker.Volume's `name`.
   *
   * @example new Volume("uploads")
   */
  readonly volume: Mountable | Input<string>;
  /** Absolute path. @example "/var/lib/acme" */
  readonly at: string;
  /**
   * @default false
   * @example true
   */
  readonly readOnly?: boolean | undefined;
}

/** A Unix socket that a workload opens for others. A bare SharedSocket stands for `{ socket }`. */
export interface SocketArgs {
  /**
   * The socket, with the folder it is in.
   *
   * @example dbSocket
   */
  readonly socket: SharedSocket;
  /** The file's name in the shared folder. @default the workload's name with .sock @example "api.sock" */
  readonly file?: string | undefined;
  /**
   * The port it stands for in what is declared.
   *
   * @default the first of `ports`
   * @example 5432
   */
  readonly port?: number | undefined;
  /** An environment variable that tells the workload the socket's path. @default none @example "LISTEN_SOCKET" */
  readonly variable?: string | undefined;
}

/** How far a workload is shut off from its host. Everything here relaxes a default, and shows in the topology. */
export interface HardeningArgs {
  /**
   * Lets the workload write to its root.
   *
   * @default false
   * @example true
   */
  readonly writableRoot?: boolean | undefined;
  /** Capabilities it keeps; all others are dropped. @default [] @example ["NET_BIND_SERVICE"] */
  readonly capabilities?: readonly string[] | undefined;
  /**
   * Lets its processes gain privileges (setuid programs).
   *
   * @default false
   * @example true
   */
  readonly newPrivileges?: boolean | undefined;
  /**
   * User and group it runs as.
   *
   * @default the image's
   * @example "1000:1000"
   */
  readonly user?: string | undefined;
  /**
   * In-memory folders and their mount options.
   *
   * @default { "/tmp": "size=16m" }
   * @example { "/tmp": "size=64m", "/run": "size=1m" }
   */
  readonly tmpfs?: Readonly<Record<string, string>> | undefined;
  /**
   * Kernel settings of its network namespace.
   *
   * @default { "net.ipv4.ip_forward": "0" }
   * @example { "net.core.somaxconn": "1024" }
   */
  readonly sysctls?: Readonly<Record<string, string>> | undefined;
}

/** What one replica may use. */
export interface LimitArgs {
  /**
   * MiB.
   *
   * @default 256
   * @example 512
   */
  readonly memory?: number | undefined;
  /**
   * Processors.
   *
   * @default 1
   * @example 0.5
   */
  readonly cpus?: number | undefined;
  /**
   * Megabytes one log file may grow to.
   *
   * @default 10
   * @example 50
   */
  readonly logMegabytes?: number | undefined;
  /**
   * Log files kept.
   *
   * @default 3
   * @example 5
   */
  readonly logFiles?: number | undefined;
}

/** One word for "may call, and knows how to": opens the flow and injects the variables. */
export interface LinkArgs {
  /**
   * Whom it may call.
   *
   * @example db
   */
  readonly to: Linkable;
  /**
   * What the variables' names begin with.
   *
   * @default the target's own, e.g. "DB"
   * @example "USERS"
   */
  readonly prefix?: string | undefined;
  /**
   * How a secret comes: as `DB_PASS_FILE`, which names a file, or as `DB_PASS` in the environment, where
   * `docker inspect` shows it.
   *
   * @default "file"
   * @example "env"
   */
  readonly secrets?: "file" | "env" | undefined;
  /**
   * A socket that the target opens, to call it over in place of a network.
   *
   * @default over a segment in common
   * @example dbSocket
   */
  readonly over?: SharedSocket | undefined;
}

/** Arguments of a {@link Workload}. */
export interface WorkloadArgs {
  /** An image's name, or the id of one. @example "acme/api:1.4.2" */
  readonly image: Input<string>;
  /**
   * The name peers call it by.
   *
   * @default the component's name
   * @example "api"
   */
  readonly hostname?: string | undefined;
  /**
   * How many containers stand behind the name. 0 keeps the networks and runs nothing.
   *
   * @default 1
   * @example 3
   */
  readonly replicas?: number | undefined;
  /** Ports on which it answers; a text may be a range. @default [] @example [8080, "53/udp", "7000-7005"] */
  readonly ports?: readonly (number | string | PortArgs)[] | undefined;
  /**
   * Ports published at the host, over a segment of its own unless one of `segments` leads there. A text is what
   * `docker run -p` takes, but that without an address it is 127.0.0.1. `"all"` publishes each of `ports` on a free
   * port of the host, as `docker run -P` does.
   *
   * @default []
   * @example ["8080:80", "127.0.0.1::53/udp", "0.0.0.0:8000-8005:7000-7005"]
   */
  readonly publish?: readonly (string | PublishArgs)[] | "all" | undefined;
  /**
   * Gives it a way out of the host, over a segment of its own unless one of `segments` is one.
   *
   * @default false
   * @example true
   */
  readonly egress?: boolean | undefined;
  /**
   * Segments it takes part in; without any it has nothing but its loopback interface.
   *
   * @default []
   * @example [data, { segment: front, serves: false }]
   */
  readonly segments?: readonly (Segment | AttachmentArgs)[] | undefined;
  /**
   * Puts it on the host's own network: it listens at every address of the host, and nothing keeps it from what the host
   * reaches. The reason is shown by every deployment, and stands in its topology and in a label.
   *
   * @default none: its network is its own
   * @example { reason: "it answers DHCP broadcasts" }
   */
  readonly hostNetwork?: HostNetworkArgs | undefined;
  /**
   * Where it asks for names that are none of its peers'.
   *
   * @default the engine's own way
   * @example { servers: ["192.0.2.53"] }
   */
  readonly dns?: DnsArgs | undefined;
  /**
   * Unix sockets it opens for others, in folders that those share with it.
   *
   * @default []
   * @example [new SharedSocket("api-socket")]
   */
  readonly sockets?: readonly (SharedSocket | SocketArgs)[] | undefined;
  /**
   * What it may call, with the variables to do so. Both need a segment in common, or a socket.
   *
   * @default []
   * @example [db]
   */
  readonly link?: readonly (Linkable | LinkArgs)[] | undefined;
  /**
   * An environment variable that tells the workload where to listen: `name.network:port`, several divided by commas.
   * A workload that listens there alone cannot be called back by those it calls.
   *
   * @default none: it is taken to listen on all its networks
   * @example "LISTEN"
   */
  readonly listenVariable?: string | undefined;
  /**
   * Overrides the image's command.
   *
   * @default the image's
   * @example ["serve", "--port", "8080"]
   */
  readonly command?: readonly Input<string>[] | undefined;
  /**
   * Overrides the image's entrypoint.
   *
   * @default the image's
   * @example ["/app/server"]
   */
  readonly entrypoint?: readonly Input<string>[] | undefined;
  /**
   * Environment; for what is secret take `secrets`.
   *
   * @default {}
   * @example { LOG_LEVEL: "info" }
   */
  readonly environment?: Readonly<Record<string, Input<string>>> | undefined;
  /**
   * Secrets by name: each becomes a file `/run/secrets/NAME` that everybody in the container can read.
   *
   * @default {}
   * @example { token: config.requireSecret("token") }
   */
  readonly secrets?: Readonly<Record<string, Input<string>>> | undefined;
  /**
   * @default []
   * @example [{ path: "/etc/app.conf", content: "listen 8080;" }]
   */
  readonly files?: readonly FileArgs[] | undefined;
  /**
   * Volumes it finds in its file system; nothing else of the host is mounted.
   *
   * @default []
   * @example [{ volume: new Volume("uploads"), at: "/uploads" }]
   */
  readonly volumes?: readonly MountArgs[] | undefined;
  /**
   * @default none: only that it keeps running is watched
   * @example { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"] }
   */
  readonly health?: HealthArgs | undefined;
  /**
   * How far it is shut off from its host.
   *
   * @default as hardened as HardeningArgs says of each
   * @example { user: "1000:1000" }
   */
  readonly hardening?: HardeningArgs | undefined;
  /**
   * What it may use.
   *
   * @default as LimitArgs says of each
   * @example { memory: 512, cpus: 2 }
   */
  readonly limits?: LimitArgs | undefined;
  /**
   * @default "unless-stopped"
   * @example "on-failure"
   */
  readonly restart?: "no" | "on-failure" | "always" | "unless-stopped" | undefined;
  /** The signal that asks it to stop. @default the image's, or SIGTERM @example "SIGINT" */
  readonly stopSignal?: string | undefined;
  /**
   * Seconds between the stop signal and the kill.
   *
   * @default 10
   * @example 30
   */
  readonly graceSeconds?: number | undefined;
  /**
   * Labels on its containers, beside the library's own.
   *
   * @default {}
   * @example { owner: "team-shop" }
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * The application it belongs to; becomes the label `bulkhead.app`.
   *
   * @default the component's name
   * @example "shop"
   */
  readonly app?: string | undefined;
  /**
   * Its tier; becomes the label `bulkhead.tier`.
   *
   * @default none
   * @example "app"
   */
  readonly tier?: string | undefined;
  /**
   * Where its own segments (egress, publish) get their subnets.
   *
   * @default { cidr: "10.64.0.0/10", prefix: 27 }
   * @example { cidr: "10.80.0.0/16", prefix: 27 }
   */
  readonly pool?: SubnetPool | undefined;
  /**
   * How a change that needs new containers is made.
   *
   * - `replace`: all at once, each as soon as it may.
   * - `rolling`: one after another. Each new one is waited for until it is well, beside the old ones; then those go, one
   *   after another. Where a new one does not become well, it is stopped and the roll-out with it, and the old ones
   *   go on serving. It takes a health check, and room for twice as many replicas; a program that fails its check on
   *   its stop signal and answers for some seconds more loses no request.
   *
   * @default "replace"
   * @example "rolling"
   */
  readonly rollout?: "replace" | "rolling" | undefined;
  /**
   * Where it runs.
   *
   * @default "engine"
   * @example "engine"
   */
  readonly placement?: "engine" | undefined;
  /**
   * What must be up before it, beside what it links to.
   *
   * @default []
   * @example [migration]
   */
  readonly after?: readonly Resource[] | undefined;
  /**
   * Changes what is given to each inner docker.Container; the last word.
   *
   * @default nothing is changed
   * @example args => ({ ...args, cpuShares: 512 })
   */
  readonly transform?: ((args: docker.ContainerArgs, replica: number) => docker.ContainerArgs) | undefined;
}
