import type { Segment } from "../../network/segment.ts";
import type { SharedSocket } from "../../storage/sharedSocket.ts";
import type { Linkable } from "../link.ts";

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

/** How a workload is told where to listen. A text stands for `{ variable }`. */
export interface ListenArgs {
  /** The environment variable. @example "LISTEN" */
  readonly variable: string;
  /**
   * Adds `127.0.0.1:port` for each of its ports, for a check that asks it within the container. Nobody else gets there.
   *
   * @default false
   * @example true
   */
  readonly loopback?: boolean | undefined;
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
   * @default over a segment: one in common, or one of the pair's own
   * @example dbSocket
   */
  readonly over?: SharedSocket | undefined;
}
