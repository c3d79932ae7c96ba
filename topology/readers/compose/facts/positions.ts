import type { Source } from "../../../model/labels.ts";
import { type Place, sourceOf } from "../yaml/sourceText.ts";

/** The way to an element of a topology: a list's name, an id, a field, an index. E.g. `workloads`, `web`, `published`, 0. */
export type TopologyPath = readonly (string | number)[];

/** Where the elements of a topology stand in its files. */
export class Positions {
  readonly #places = new Map<string, Place>();

  set(path: TopologyPath, place: Place): void {
    this.#places.set(keyOf(path), place);
  }

  /** The place of an element, or of the nearest that it is a part of. */
  find(path: TopologyPath): Required<Source> | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const place = this.#places.get(keyOf(path.slice(0, length)));
      if (place !== undefined) return sourceOf(place);
    }
    return undefined;
  }
}

function keyOf(path: TopologyPath): string {
  return path.join("\0");
}
