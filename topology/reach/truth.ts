import { isUnknown, type Maybe } from "../model/known.ts";

/** Three-valued logic: undefined is "not known". */
export type Truth = boolean | undefined;

export function truth(value: Maybe<boolean>): Truth {
  return isUnknown(value) ? undefined : value;
}

/** Whether a value is one of those given. */
export function isOneOf<T>(value: Maybe<T>, ...wanted: readonly T[]): Truth {
  return isUnknown(value) ? undefined : wanted.includes(value);
}

export function both(...values: readonly Truth[]): Truth {
  let all: Truth = true;
  for (const value of values) {
    if (value === false) return false;
    if (value === undefined) all = undefined;
  }
  return all;
}

export function either(...values: readonly Truth[]): Truth {
  let any: Truth = false;
  for (const value of values) {
    if (value === true) return true;
    if (value === undefined) any = undefined;
  }
  return any;
}

export function not(value: Truth): Truth {
  return value === undefined ? undefined : !value;
}

/** What holds under no condition that is told here: perhaps, where something else allows it at all. */
export function perhaps(value: Truth): Truth {
  return value === false ? false : undefined;
}
