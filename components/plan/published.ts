/** Where a port came out at the host. */
export interface PublishedPort {
  readonly replica: number;
  /** The workload's own port. */
  readonly port: number;
  readonly protocol: string;
  /** The host's address it is bound to. */
  readonly address: string;
  /** The host's port: the one asked for, or the one the engine chose. */
  readonly hostPort: number;
}
