/** What can be the matter, in a word or two. */
export type Fault =
  | "no such container"
  | "not running"
  | "crash loop"
  | "port taken"
  | "not on any network"
  | "wrong network"
  | "wrong alias"
  | "server down"
  | "listens on loopback"
  | "wrong port"
  | "internal network"
  | "dns server dead"
  | "unknown name"
  | "mtu black hole"
  | "filtered"
  | "unhealthy";

/** What decides, and the way out of it. */
export interface Conclusion {
  readonly fault: Fault;
  /** One sentence without a full stop. */
  readonly what: string;
  /** One sentence of what to do. */
  readonly remedy: string;
}

/** One thing that was looked at. `unknown`: it could not be told, or there was nothing to look at. */
export interface Step {
  readonly name: string;
  readonly outcome: "fine" | "fault" | "unknown";
  /** What was seen, without a full stop. */
  readonly detail: string;
  readonly conclusion?: Conclusion;
}

/** What was found of a container, and of its way to another: a documented format. */
export interface Examination {
  readonly version: 1;
  readonly container: string;
  /** As it was asked for: `db:5432`. */
  readonly target?: string;
  /** The first that decides; absent where nothing is the matter. */
  readonly conclusion?: Conclusion;
  readonly steps: readonly Step[];
}
