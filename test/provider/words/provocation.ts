import type { EntryName } from "../../../engine/translate.ts";
import type { Stage } from "./stage.ts";

/** What brings an engine to say something that is told in words of our own. */
export interface Provocation {
  /** The entry by which it is to be told. */
  readonly entry: EntryName;
  /** How it comes about, where one entry has several ways. */
  readonly by?: string;
  /** What is said on every engine: NAME for that of what cannot be, and what `provoke` gives names for. */
  readonly says: string;
  /** What is not to work; what it gives beforehand stands in `says` by those names. */
  readonly provoke: (stage: Stage) => Promise<Provoked>;
}

/** What was made ready, and the attempt itself. */
export interface Provoked {
  /** Names in `says` and what they stand for. */
  readonly names?: Readonly<Record<string, string>>;
  readonly attempt: () => Promise<unknown>;
}
