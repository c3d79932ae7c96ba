import type { Input } from "@pulumi/pulumi";
import type { Mountable } from "../../storage/mountable.ts";
import type { SharedSocket } from "../../storage/sharedSocket.ts";

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
