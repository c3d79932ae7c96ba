import { type EnvironmentEntry, type Piece, piecesOf } from "../../topology/index.ts";
import { isOpenValue, namesCredential } from "./names.ts";
import { isPlaceholder } from "./placeholders.ts";
import { credentialIn, hole } from "./values.ts";

/**
 * How a credential comes into a value: `literal` stands in the file; a `placeholder` too, and only stands for one;
 * `fallback` is what the file gives to those who set no variable; `variable` comes from a variable, whatever it holds.
 */
export type Way = "literal" | "placeholder" | "fallback" | "variable";

/** A credential that a value holds. */
export interface Held {
  readonly way: Way;
  /** What to call it. */
  readonly what: string;
  /** The variables it comes from. */
  readonly variables: readonly string[];
}

/**
 * What credential there is in a value, judged by what the file says: what variables hold is nobody's business here, so
 * the answer is the same whether they are set or not.
 *
 * @param template the value as it is written.
 * @param known names of the project, which are nobody's secret.
 */
export function heldIn(name: string, template: string, known: ReadonlySet<string>): Held | undefined {
  return ofPieces(piecesOf(template), known, namesCredential(name));
}

/** The same of a variable of a workload; undefined, too, where the value is not known. */
export function heldBy(
  { name, value, template, file }: EnvironmentEntry,
  known: ReadonlySet<string>,
): Held | undefined {
  if (file !== undefined) return ofFile(name, value ?? hole);
  if (template !== undefined) return heldIn(name, template, known);
  return value === undefined
    ? undefined
    : ofPieces([{ kind: "text", text: value }], known, namesCredential(name));
}

/** What a file of variables gives is no part of the project, as what the surroundings give is not. */
function ofFile(name: string, value: string): Held | undefined {
  const found = credentialOf(value, namesCredential(name));
  return found === undefined ? undefined : { way: "variable", what: found.what, variables: [name] };
}

function ofPieces(pieces: readonly Piece[], known: ReadonlySet<string>, isNamed: boolean): Held | undefined {
  const [inFile, withFallbacks] = [hole, undefined].map(instead =>
    pieces.map(piece => (piece.kind === "text" ? piece.text : (instead ?? piece.fallback ?? hole))).join(""),
  );
  const own = credentialOf(inFile ?? "", isNamed);
  const fallen = credentialOf(withFallbacks ?? "", isNamed);
  if (own !== undefined && !own.part.includes(hole)) {
    const way = isPlaceholder(own.part, known) ? "placeholder" : "literal";
    return { way, what: own.what, variables: [] };
  }
  const found = fallen ?? own;
  if (found === undefined) return undefined;
  const variables = pieces.flatMap(piece => (piece.kind === "variable" ? [piece.name] : []));
  const isWhole = fallen !== undefined && !fallen.part.includes(hole) && isOpenValue(fallen.part);
  return { way: isWhole ? "fallback" : "variable", what: found.what, variables };
}

function credentialOf(value: string, isNamed: boolean): { what: string; part: string } | undefined {
  const found = credentialIn(value);
  if (found !== undefined) return found;
  return isNamed && isOpenValue(value) ? { what: "a credential", part: value } : undefined;
}
