/** A piece of a text that names variables. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  /** What a variable holds; `fallback` stands in the file for where it is not set. */
  | { readonly kind: "variable"; readonly name: string; readonly fallback?: string };

const reference =
  /\$(?:\$|(?<plain>[_a-z][_a-z0-9]*)|\{(?<name>[_a-z][_a-z0-9]*)(?<rest>[^}]*(?:\{[^}]*\}[^}]*)*)\})/gi;

/**
 * Takes a text of a compose file apart: `$NAME`, `${NAME}`, `${NAME:-fallback}` and their like are variables, `$$` is a
 * dollar.
 *
 * @example piecesOf("${USER}:${PASS:-x}@db") // variable USER, text ":", variable PASS with fallback "x", text "@db"
 */
export function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = [];
  const add = (text: string): void => {
    if (text !== "") pieces.push({ kind: "text", text });
  };
  let done = 0;
  for (const match of template.matchAll(reference)) {
    add(template.slice(done, match.index));
    done = match.index + match[0].length;
    const { plain, name = plain, rest = "" } = match.groups ?? {};
    if (name === undefined) {
      add("$");
      continue;
    }
    const [, fallback] = /^:?[-+](.*)$/s.exec(rest) ?? [];
    pieces.push({ kind: "variable", name, ...(fallback ? { fallback } : {}) });
  }
  add(template.slice(done));
  return pieces;
}
