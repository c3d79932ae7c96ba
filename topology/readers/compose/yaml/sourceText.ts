import type { Source } from "../../../model/labels.ts";

/** A file's text, in which offsets are turned into lines when somebody asks: most values are never asked about. */
export class SourceText {
  /** As it is to be named to people. */
  readonly file: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** Line and column of an offset, both counted from 1. */
  sourceAt(offset: number): Required<Source> {
    const starts = this.#starts();
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  #starts(): readonly number[] {
    if (this.#lineStarts !== undefined) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1))
      starts.push(at + 1);
    this.#lineStarts = starts;
    return starts;
  }
}

/** A place in a file. */
export interface Place {
  readonly in: SourceText;
  readonly offset: number;
}

/** What people can go to. */
export function sourceOf(place: Place): Required<Source> {
  return place.in.sourceAt(place.offset);
}
