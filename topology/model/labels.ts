/** Where something is written, for findings in files. Lines and columns count from 1. */
export interface Source {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** What every part of a topology can carry. */
export interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  readonly source?: Source;
  /** What the reader's source calls it: the URN of a Pulumi resource. */
  readonly origin?: string;
  /**
   * What is not known about fields that cannot say so themselves: why, by field. A list that is named here may hold
   * more than it says; a text or a map, something else.
   */
  readonly unknowns?: Readonly<Partial<Record<UnknownField, string>>>;
}

/** Fields that are plain lists, maps or texts, and may still not be known. */
export type UnknownField =
  | "labels"
  | "subnets"
  | "attachments"
  | "ports"
  | "published"
  | "environment"
  | "links"
  | "hosts"
  | "dns"
  | "mounts"
  | "devices"
  | "sysctls"
  | "securityOptions"
  | "pid"
  | "ipc"
  | "userns"
  | "cgroupParent"
  | "ulimits";
