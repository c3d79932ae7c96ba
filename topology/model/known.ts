/** Stands for a value that is not known yet, e.g. in a preview. `unknown` says why, in words. */
export interface Unknown {
  readonly unknown: string;
}

/** A value that may not be known. Unknown is never taken for "no". */
export type Maybe<T> = T | Unknown;

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === "object" && value !== null && "unknown" in value;
}

export function isKnown<T>(value: Maybe<T>): value is T {
  return !isUnknown(value);
}

/** The value, or what to take for an unknown one. */
export function known<T>(value: Maybe<T>, otherwise: T): T {
  return isUnknown(value) ? otherwise : value;
}
