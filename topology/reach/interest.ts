import type { Group } from "./way.ts";

/** Which calls are to be told of: by the kind of either end, and by pairs that are otherwise whatever their kinds. */
export interface Interest {
  /** What an end has in common with others of its kind. Asked once for each end. */
  readonly kindOf: (id: string) => string;
  /** Whether calls from one kind to another are of interest. Asked of kinds, and never of each pair of ends. */
  readonly between: (from: string, to: string) => boolean;
  /** Pairs of which it is said one by one: who calls, by whom is called, and whether that is of interest. */
  readonly pairs?: { readonly callersOf: ReadonlyMap<string, ReadonlySet<string>>; readonly matter: boolean };
}

/** The first of some ends that are wanted, and how many they are. */
export interface Counted {
  readonly count: number;
  readonly some: readonly string[];
}

/** Some ends, by their kinds, each with its place in the list that all are from. */
interface Listed {
  readonly ofKind: ReadonlyMap<string, readonly string[]>;
  readonly placeOf: ReadonlyMap<string, number>;
}

/** How many are told of by name. */
const shown = 3;

/** So many who are not meant are asked one by one; of more a list without them is made. */
const few = 64;

/**
 * Counts those of a group that call one of interest without asking each of them: of a kind all are alike but for a few
 * that are known by name. A thousand callers of a thousand servers are two thousand questions, and not a million.
 */
export class Interested {
  readonly #interest: Interest;
  readonly #kinds = new Map<string, string>();
  readonly #between = new Map<string, Map<string, boolean>>();
  /** Many groups share one list. */
  readonly #lists = new WeakMap<object, Listed>();

  constructor(interest: Interest) {
    this.#interest = interest;
  }

  /** Whether a call of one end to another is of interest. */
  has(from: string, to: string): boolean {
    const { pairs } = this.#interest;
    if (pairs?.callersOf.get(to)?.has(from)) return pairs.matter;
    return this.#isBetween(this.#kindOf(from), this.#kindOf(to));
  }

  /**
   * Of a group, those whose calls to one end are of interest and wanted.
   *
   * @param special those of whom it has to be asked whether they are wanted; all others are.
   */
  callers(
    group: Group,
    to: string,
    special: readonly string[],
    isWanted: (from: string) => boolean,
  ): Counted {
    const { ofKind, placeOf } = this.#listed(group);
    const named = this.#interest.pairs?.callersOf.get(to) ?? [];
    const excepted = group.except.size > few ? [] : group.except;
    const asked = [...new Set([...special, ...named, ...excepted])].filter(id => placeOf.has(id));
    const isAsked = new Set(asked);
    const kind = this.#kindOf(to);
    const kinds = [...ofKind].filter(([own]) => this.#isBetween(own, kind));
    const without = asked.filter(from => this.#isBetween(this.#kindOf(from), kind)).length;
    const meant = asked.filter(from => group.has(from) && this.has(from, to) && isWanted(from));
    const alike = kinds.flatMap(([, list]) => firstOf(list, isAsked));
    return {
      count: kinds.reduce((sum, [, list]) => sum + list.length, 0) - without + meant.length,
      some: [...alike, ...meant]
        .sort((left, right) => (placeOf.get(left) ?? 0) - (placeOf.get(right) ?? 0))
        .slice(0, shown),
    };
  }

  #listed(group: Group): Listed {
    const key = group.except.size > few ? group : group.ids;
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const ids = group.except.size > few ? [...group] : group.ids;
    const listed = {
      ofKind: Map.groupBy(ids, id => this.#kindOf(id)),
      placeOf: new Map(ids.map((id, index) => [id, index])),
    };
    this.#lists.set(key, listed);
    return listed;
  }

  #kindOf(id: string): string {
    const known = this.#kinds.get(id);
    if (known !== undefined) return known;
    const kind = this.#interest.kindOf(id);
    this.#kinds.set(id, kind);
    return kind;
  }

  #isBetween(from: string, to: string): boolean {
    const targets = this.#between.get(from) ?? new Map<string, boolean>();
    this.#between.set(from, targets);
    const known = targets.get(to);
    if (known !== undefined) return known;
    const isOf = this.#interest.between(from, to);
    targets.set(to, isOf);
    return isOf;
  }
}

/** The first few of a list, without those who are asked one by one. */
function firstOf(list: readonly string[], asked: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (const id of list) {
    if (found.length === shown) break;
    if (!asked.has(id)) found.push(id);
  }
  return found;
}
