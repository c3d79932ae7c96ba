import type { Source } from "../../model/labels.ts";
import { blank } from "./variables/substitute.ts";
import { type Place, sourceOf } from "./yaml/sourceText.ts";

/** Something about a compose file: why it cannot be read, or what has to be known about what was read. */
export interface Remark extends Source {
  /** One sentence of what, and one of what to do. */
  readonly message: string;
  /** The variable that is not set, where it is about one. */
  readonly variable?: string;
}

/** After so many, a file is no compose file, and more of them help nobody. */
const most = 50;

/** Collects remarks, so that all of them are made at once, each of them once, in the order of the files. */
export class Remarks {
  readonly #found = new Map<
    string,
    { readonly place: Place | string; readonly message: string; readonly variable?: string }
  >();

  /**
   * @param place where it stands, or a file's name.
   * @param variable the variable that is not set, where it is about one.
   */
  add(place: Place | string, text: string, variable?: string): void {
    if (this.full) return;
    const [file, offset] = typeof place === "string" ? [place, 0] : [place.in.file, place.offset];
    const message = clipped(text);
    const key = `${file}\0${offset}\0${message}`;
    if (!this.#found.has(key))
      this.#found.set(key, { place, message, ...(variable === undefined ? {} : { variable }) });
  }

  /** No more is taken. */
  get full(): boolean {
    return this.#found.size >= most;
  }

  get count(): number {
    return this.#found.size;
  }

  get none(): boolean {
    return this.#found.size === 0;
  }

  list(): Remark[] {
    return [...this.#found.values()].map(({ place, ...rest }) => ({
      ...(typeof place === "string" ? { file: place } : sourceOf(place)),
      ...rest,
    }));
  }
}

/**
 * What a file says may be as long as the file; people need to see what it is about, and what to do. What stands for
 * variables that are not set is not for their eyes.
 */
function clipped(message: string): string {
  const text = message.replaceAll(blank, "…");
  return text.length <= 400 ? text : `${text.slice(0, 200)} … ${text.slice(-190)}`;
}
