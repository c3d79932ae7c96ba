import { randomBytes } from "node:crypto";
import { lives } from "../toolchain/lives.ts";

/** What kind of run makes objects on an engine. */
export type RunKind = "test" | "bench" | "up";

/**
 * Makes the mark of this run: every stack it makes carries it in its name, and so do the labels of all its objects.
 * The process id is part of it, so that a later run can tell what a dead one left behind.
 *
 * @example makeMark("test") // "t4711x3f9c21"
 */
export function makeMark(kind: RunKind): string {
  return `${kind[0]}${process.pid}x${randomBytes(3).toString("hex")}`;
}

/**
 * True when what `text` begins with is the mark of this run, or of a run of the same kind whose process is dead:
 * what carries it may be removed.
 */
export function isLeftover(text: string, mark: string): boolean {
  if (text.startsWith(mark)) return true;
  const found = /^([a-z])(\d+)x[0-9a-f]{6}/.exec(text);
  return found !== null && found[1] === mark[0] && !lives(Number(found[2]));
}
