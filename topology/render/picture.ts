import type { Declaring } from "./state.ts";

/** What is drawn, whatever draws it: no network, no address, no variable, and so no secret. */
export interface Picture {
  readonly title: string;
  /** Tiers with their workloads, in the order of names. */
  readonly clusters: readonly { readonly name: string; readonly nodes: readonly PictureNode[] }[];
  /** What belongs to no tier: some workloads, the host, the outside and others. */
  readonly loose: readonly PictureNode[];
  readonly arrows: readonly Arrow[];
  /** What the colours and lines mean, for those that occur; and what was left out. */
  readonly legend: readonly string[];
}

export interface PictureNode {
  readonly id: string;
  readonly isWorkload: boolean;
  readonly tier?: string | undefined;
  /** Further lines below its id. */
  readonly more: readonly string[];
}

/** All that is to be said at once of what goes from one to another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** E.g. `tcp 5432`. */
  readonly label: string;
  readonly look: Look;
}

/** How an arrow looks. */
export interface Look {
  readonly color: string;
  readonly line: "solid" | "dashed" | "dotted";
  /** What it means; undefined for what is as it should be. */
  readonly meaning?: string;
  /** The lowest are kept where there are too many. */
  readonly rank: number;
}

/** How much to draw. */
export interface PictureOptions extends Declaring {
  /** Arrows at most; those that matter most are kept. Renderers of Mermaid stop at 500. @default 400 */
  readonly maxArrows?: number;
}

/** Puts nodes into their tiers, and leaves arrows out where there are too many. */
export function composed(
  title: string,
  nodes: readonly PictureNode[],
  arrows: readonly Arrow[],
  { maxArrows = 400 }: PictureOptions,
): Picture {
  const ranked = arrows.toSorted((left, right) => left.look.rank - right.look.rank);
  const kept = new Set(ranked.slice(0, maxArrows));
  const drawn = arrows.filter(arrow => kept.has(arrow));
  const ends = new Set(drawn.flatMap(({ from, to }) => [from, to]));
  const shown = nodes.filter(({ id, isWorkload }) => isWorkload || ends.has(id));
  const tiers = Map.groupBy(shown, ({ tier }) => tier);
  const omitted = arrows.length - drawn.length;
  const meanings = drawn.flatMap(({ look }) => look.meaning ?? []);
  return {
    title,
    clusters: [...tiers]
      .flatMap(([name, group]) => (name === undefined ? [] : [{ name, nodes: group }]))
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
    loose: tiers.get(undefined) ?? [],
    arrows: drawn,
    legend: [...new Set(meanings), ...(omitted > 0 ? [`${omitted} more not drawn`] : [])],
  };
}
