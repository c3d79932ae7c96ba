/** What went wrong, in one word, for code that decides on it. */
export type FailureKind =
  | "address"
  | "unreachable"
  /** The connection broke while a call was under way: nobody knows whether it was done. */
  | "broken-off"
  | "not-found"
  | "name-in-use"
  | "port-in-use"
  | "subnet-overlap"
  | "no-subnet-left"
  | "endpoints-in-use"
  | "volume-in-use"
  | "image-in-use"
  | "image-missing"
  | "no-space"
  /** The engine lost track of a container and never starts it again. */
  | "lost-track"
  | "already-so"
  | "outdated"
  | "unsupported"
  | "container-exited"
  | "container-unhealthy"
  | "cancelled"
  | "timed-out"
  | "engine";

/**
 * An error in plain words: `what` happened and what to do about it (`remedy`), each one sentence.
 * Everything this project reports about an engine is one of these.
 */
export class EngineFailure extends Error {
  readonly kind: FailureKind;
  readonly what: string;
  readonly remedy: string;
  /** Lines that explain the failure, such as the last lines a container logged. */
  readonly evidence: readonly string[];

  constructor(
    kind: FailureKind,
    what: string,
    remedy: string,
    options: { readonly evidence?: readonly string[]; readonly cause?: unknown } = {},
  ) {
    const evidence = options.evidence ?? [];
    super([`${what} ${remedy}`, ...evidence.map(line => `    ${line}`)].join("\n"), { cause: options.cause });
    this.name = "EngineFailure";
    this.kind = kind;
    this.what = what;
    this.remedy = remedy;
    this.evidence = evidence;
  }
}

/** True for an {@link EngineFailure} of one of the given kinds. */
export function failedWith(error: unknown, ...kinds: readonly FailureKind[]): error is EngineFailure {
  return error instanceof EngineFailure && kinds.includes(error.kind);
}
