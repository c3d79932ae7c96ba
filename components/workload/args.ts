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
  /** @default "tcp" */
  readonly protocol?: "tcp" | "udp" | "sctp" | undefined;
}

/** A port published at the host. Texts stand for the same in Docker's words: `"127.0.0.1:8080:80/tcp"`. */
export interface PublishArgs {
  /** The workload's own port. @example 8080 */
  readonly port: number;
  /** The host's port; a free one when left out: the workload's `published` tells which. @example 80 */
  readonly hostPort?: number | undefined;
  /**
   * The host's address. The default lets nobody in but the host itself.
   *
   * @default "127.0.0.1"
   * @example "0.0.0.0"
   */
  readonly address?: string | undefined;
  /** @default "tcp" */
  readonly protocol?: "tcp" | "udp" | "sctp" | undefined;
}

/** What it takes to be on the host's network. */
export interface HostNetworkArgs {
  /** Why nothing less will do, for those who review it. At least ten characters. */
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
  readonly segment: Segment;
  /**
   * Whether it is called there: it then has its name on the segment. One that only calls others has none.
   *
   * @default true
   */
  readonly serves?: boolean | undefined;
  /** Which of its ports it answers on there; takes effect with `listenVariable`. @default all of them */
  readonly ports?: readonly number[] | undefined;
  /** Further names on this segment. @default [] */
  readonly aliases?: readonly string[] | undefined;
}

/** A health check: a command that ends with 0 when all is well. */
export interface HealthArgs {
  /** @example ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"] */
  readonly command: readonly Input<string>[];
  /** Time between two checks, and before the first. @default "5s" */
  readonly interval?: string | undefined;
  /** @default "3s" */
  readonly timeout?: string | undefined;
  /** Failures in a row that make it unhealthy. @default 5 */
  readonly retries?: number | undefined;
  /** Time after the start in which failures do not count. @default "10s" */
  readonly startPeriod?: string | undefined;
  /** Whether a deployment waits until it is healthy. @default true */
  readonly wait?: boolean | undefined;
  /** Seconds a deployment waits. @default 120 */
  readonly waitTimeout?: number | undefined;
}

/** A file the workload finds in its file system. */
export interface FileArgs {
  /** Absolute path. Under a read-only root its folder becomes a small volume. @example "/etc/acme/acme.conf" */
  readonly path: string;
  readonly content: Input<string>;
  /** Four octal digits. @default "0444" */
  readonly permissions?: string | undefined;
}

/** A volume in the workload's file system. */
export interface MountArgs {
  /** A Volume, or the name of one on the engine, such as a docker.Volume's `name`. */
  readonly volume: Mountable | Input<string>;
  /** Absolute path. @example "/var/lib/acme" */
  readonly at: string;
  /** @default false */
  readonly readOnly?: boolean | undefined;
}

/** A Unix socket that a workload opens for others. A bare SharedSocket stands for `{ socket }`. */
export interface SocketArgs {
  readonly socket: SharedSocket;
  /** The file's name in the shared folder. @default the workload's name with .sock @example "api.sock" */
  readonly file?: string | undefined;
  /** The port it stands for in what is declared. @default the first of `ports` */
  readonly port?: number | undefined;
  /** An environment variable that tells the workload the socket's path. @default none @example "LISTEN_SOCKET" */
  readonly variable?: string | undefined;
}

/** How far a workload is shut off from its host. Everything here relaxes a default, and shows in the topology. */
export interface HardeningArgs {
  /** Lets the workload write to its root. @default false */
  readonly writableRoot?: boolean | undefined;
  /** Capabilities it keeps; all others are dropped. @default [] @example ["NET_BIND_SERVICE"] */
  readonly capabilities?: readonly string[] | undefined;
  /** Lets its processes gain privileges (setuid programs). @default false */
  readonly newPrivileges?: boolean | undefined;
  /** User and group it runs as. @default the image's */
  readonly user?: string | undefined;
  /** In-memory folders and their mount options. @default { "/tmp": "size=16m" } */
  readonly tmpfs?: Readonly<Record<string, string>> | undefined;
  /** Kernel settings of its network namespace. @default { "net.ipv4.ip_forward": "0" } */
  readonly sysctls?: Readonly<Record<string, string>> | undefined;
}

/** What one replica may use. */
export interface LimitArgs {
  /** MiB. @default 256 */
  readonly memory?: number | undefined;
  /** Processors. @default 1 */
  readonly cpus?: number | undefined;
  /** Megabytes one log file may grow to. @default 10 */
  readonly logMegabytes?: number | undefined;
  /** Log files kept. @default 3 */
  readonly logFiles?: number | undefined;
}

/** One word for "may call, and knows how to": opens the flow and injects the variables. */
export interface LinkArgs {
  readonly to: Linkable;
  /** What the variables' names begin with. @default the target's own, e.g. "DB" */
  readonly prefix?: string | undefined;
  /**
   * How a secret comes: as `DB_PASS_FILE`, which names a file, or as `DB_PASS` in the environment, where
   * `docker inspect` shows it.
   *
   * @default "file"
   */
  readonly secrets?: "file" | "env" | undefined;
  /** A socket that the target opens, to call it over in place of a network. @default over a segment in common */
  readonly over?: SharedSocket | undefined;
}

/** Arguments of a {@link Workload}. */
export interface WorkloadArgs {
  /** An image's name, or the id of one. @example "acme/api:1.4.2" */
  readonly image: Input<string>;
  /** The name peers call it by. @default the component's name */
  readonly hostname?: string | undefined;
  /** How many containers stand behind the name. 0 keeps the networks and runs nothing. @default 1 */
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
  /** Gives it a way out of the host, over a segment of its own unless one of `segments` is one. @default false */
  readonly egress?: boolean | undefined;
  /** Segments it takes part in; without any it has nothing but its loopback interface. @default [] */
  readonly segments?: readonly (Segment | AttachmentArgs)[] | undefined;
  /**
   * Puts it on the host's own network: it listens at every address of the host, and nothing keeps it from what the host
   * reaches. The reason is shown by every deployment, and stands in its topology and in a label.
   *
   * @default none: its network is its own
   * @example { reason: "it answers DHCP broadcasts" }
   */
  readonly hostNetwork?: HostNetworkArgs | undefined;
  /** Where it asks for names that are none of its peers'. */
  readonly dns?: DnsArgs | undefined;
  /** Unix sockets it opens for others, in folders that those share with it. @default [] */
  readonly sockets?: readonly (SharedSocket | SocketArgs)[] | undefined;
  /** What it may call, with the variables to do so. Both need a segment in common, or a socket. @default [] */
  readonly link?: readonly (Linkable | LinkArgs)[] | undefined;
  /**
   * An environment variable that tells the workload where to listen: `name.network:port`, several divided by commas.
   * A workload that listens there alone cannot be called back by those it calls.
   *
   * @default none: it is taken to listen on all its networks
   * @example "LISTEN"
   */
  readonly listenVariable?: string | undefined;
  /** Overrides the image's command. */
  readonly command?: readonly Input<string>[] | undefined;
  /** Overrides the image's entrypoint. */
  readonly entrypoint?: readonly Input<string>[] | undefined;
  /** Environment; for what is secret take `secrets`. @default {} */
  readonly environment?: Readonly<Record<string, Input<string>>> | undefined;
  /** Secrets by name: each becomes a file `/run/secrets/NAME` that everybody in the container can read. @default {} */
  readonly secrets?: Readonly<Record<string, Input<string>>> | undefined;
  /** @default [] */
  readonly files?: readonly FileArgs[] | undefined;
  /** Volumes it finds in its file system; nothing else of the host is mounted. @default [] */
  readonly volumes?: readonly MountArgs[] | undefined;
  /** @default none: only that it keeps running is watched */
  readonly health?: HealthArgs | undefined;
  readonly hardening?: HardeningArgs | undefined;
  readonly limits?: LimitArgs | undefined;
  /** @default "unless-stopped" */
  readonly restart?: "no" | "on-failure" | "always" | "unless-stopped" | undefined;
  /** The signal that asks it to stop. @default the image's, or SIGTERM @example "SIGINT" */
  readonly stopSignal?: string | undefined;
  /** Seconds between the stop signal and the kill. @default 10 */
  readonly graceSeconds?: number | undefined;
  /** Labels on its containers, beside the library's own. @default {} */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** The application it belongs to; becomes the label `bulkhead.app`. @default the component's name */
  readonly app?: string | undefined;
  /** Its tier; becomes the label `bulkhead.tier`. */
  readonly tier?: string | undefined;
  /** Where its own segments (egress, publish) get their subnets. */
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
   */
  readonly rollout?: "replace" | "rolling" | undefined;
  /** Where it runs. @default "engine" */
  readonly placement?: "engine" | undefined;
  /** What must be up before it, beside what it links to. @default [] */
  readonly after?: readonly Resource[] | undefined;
  /** Changes what is given to each inner docker.Container; the last word. */
  readonly transform?: ((args: docker.ContainerArgs, replica: number) => docker.ContainerArgs) | undefined;
}
