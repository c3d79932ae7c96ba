/**
 * Says what is wrong, by a path within the arguments at hand.
 *
 * @param unless arguments without which nothing would be wrong, were there more of them: see {@link Problems.add}.
 */
export type Complain = (path: string, reason: string, unless?: readonly string[]) => void;

/** Index and text of each entry that stands in the list before. */
export function duplicates(texts: readonly string[]): [index: number, text: string][] {
  return texts.flatMap((text, index): [number, string][] =>
    texts.indexOf(text) < index ? [[index, text]] : [],
  );
}

/** A path below another. */
export function below(base: string, path: string): string {
  return base === "" ? path : `${base}.${path}`;
}
