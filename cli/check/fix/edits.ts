import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
} from "yaml";

/** A change of a text: what stands at an offset, and what is to stand there. */
export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Makes changes, none of which touches another. */
export function edited(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((left, right) => right.offset - left.offset)
    .reduce(
      (all, { offset, length, text: instead }) => all.slice(0, offset) + instead + all.slice(offset + length),
      text,
    );
}

type Mapping = YAMLMap.Parsed;

/** Where an item of a list begins, counted from one; the first of its line where no column is given. */
export interface ItemPlace {
  readonly line: number;
  readonly column?: number;
}

/**
 * A compose file's text with the places of its parts. Changes are made to the text, so that all else of it, comments
 * and order among it, stays as it is.
 */
export class EditableFile {
  readonly text: string;
  readonly #root: ParsedNode | null;

  constructor(text: string) {
    this.text = text;
    this.#root = parseDocument(text, { merge: true }).contents;
  }

  /** Adds an item to a list of a part, which is made where there is none. Undefined where it cannot be told how. */
  addItem(path: readonly string[], name: string, item: string): Edit | undefined {
    const within = this.#mapping(path);
    const list = within && valueOf(within, name);
    if (within === undefined) return undefined;
    if (list === undefined) return this.setKey(path, name, `[${item}]`);
    if (!isSeq(list)) return undefined;
    const [first] = list.items as ParsedNode[];
    if (list.flow)
      return { offset: list.range[0] + 1, length: 0, text: first === undefined ? item : `${item}, ` };
    if (first?.range === undefined) return undefined;
    const offset = first.range[0];
    return { offset, length: 0, text: `${item}\n${this.#indentOf(offset - 2)}- ` };
  }

  /** Sets a key of a mapping that has it not. */
  setKey(path: readonly string[], name: string, value: string): Edit | undefined {
    const within = this.#mapping(path);
    return within === undefined ? undefined : this.#setIn(within, name, value);
  }

  #setIn(within: Mapping, name: string, value: string): Edit | undefined {
    if (valueOf(within, name) !== undefined) return undefined;
    if (within.flow) {
      const isEmpty = within.items.length === 0;
      return { offset: within.range[0] + 1, length: 0, text: `${name}: ${value}${isEmpty ? "" : ", "}` };
    }
    const offset = within.range[0];
    return { offset, length: 0, text: `${name}: ${value}\n${this.#indentOf(offset)}` };
  }

  /** Puts another text in the place of a list's item. */
  replaceItem(
    path: readonly string[],
    place: ItemPlace,
    instead: (written: string) => string | undefined,
  ): Edit | undefined {
    const item = this.#itemAt(path, place);
    if (item?.range === undefined || !isScalar(item)) return undefined;
    const [start, end] = item.range;
    const written = this.text.slice(start, end);
    const [, quote = "", inside = ""] = /^(["']?)(.*)\1$/s.exec(written) ?? [];
    const text = instead(inside);
    return text === undefined
      ? undefined
      : { offset: start, length: end - start, text: `${quote}${text}${quote}` };
  }

  /** Sets a key, which it has not, of a list's item that is a mapping. */
  setKeyOfItem(path: readonly string[], place: ItemPlace, name: string, value: string): Edit | undefined {
    const item = this.#itemAt(path, place);
    return isMap(item) ? this.#setIn(item as Mapping, name, value) : undefined;
  }

  /** Adds a mapping with one key to a mapping that lies deeper, or sets the key where the mapping is. */
  setBelow(path: readonly string[], name: string, key: string, value: string): Edit | undefined {
    const within = this.#mapping(path);
    const below = within && valueOf(within, name);
    if (below === undefined) return undefined;
    if (isMap(below)) return this.setKey([...path, name], key, value);
    if (!isScalar(below) || below.value !== null) return undefined;
    const pair = within?.items.find(one => isScalar(one.key) && one.key.value === name) as
      | Pair<ParsedNode>
      | undefined;
    const end = pair?.key.range?.[1];
    if (end === undefined) return undefined;
    const colon = this.text.indexOf(":", end);
    return { offset: colon + 1, length: 0, text: ` {${key}: ${value}}` };
  }

  #itemAt(path: readonly string[], { line, column }: ItemPlace): ParsedNode | undefined {
    const node = this.#node(path);
    const items = isSeq(node) ? (node.items as ParsedNode[]) : [];
    return items.find(({ range: [start] }) => {
      const isThere = column === undefined || start - this.text.lastIndexOf("\n", start - 1) === column;
      return this.#lineOf(start) === line && isThere;
    });
  }

  #node(path: readonly string[]): ParsedNode | null | undefined {
    let node: ParsedNode | null | undefined = this.#root;
    for (const name of path) node = isMap(node) ? valueOf(node as Mapping, name) : undefined;
    return node;
  }

  #mapping(path: readonly string[]): Mapping | undefined {
    const node = this.#node(path);
    return isMap(node) && !isAlias(node) ? (node as Mapping) : undefined;
  }

  #indentOf(offset: number): string {
    const start = this.text.lastIndexOf("\n", offset - 1) + 1;
    return " ".repeat(offset - start);
  }

  #lineOf(offset: number): number {
    return this.text.slice(0, offset).split("\n").length;
  }
}

function valueOf(within: Mapping, name: string): ParsedNode | undefined {
  const pair = within.items.find(one => isScalar(one.key) && one.key.value === name);
  return pair?.value ?? undefined;
}
