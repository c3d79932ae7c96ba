import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar as ScalarNode,
  type YAMLMap,
} from "yaml";
import type { Remarks } from "../problem.ts";
import { limits, tooDeep, tooMuch } from "./limits.ts";
import { isNoNumber, plainScalar } from "./plainScalar.ts";
import type { Place, SourceText } from "./sourceText.ts";
import {
  complained,
  type Entry,
  isNull,
  type List,
  type Mapping,
  mapping,
  type Scalar,
  scalar,
  sizeOf,
  type Tag,
  type Value,
} from "./value.ts";

/** Converts a parsed document, with anchors and merge keys resolved; undefined where it is empty. */
export function convert(document: Document, source: SourceText, problems: Remarks): Value | undefined {
  if (document.contents === null) return undefined;
  const value = new Conversion(source, problems).value(document.contents as Node, 0);
  return isNull(value) ? undefined : value;
}

class Conversion {
  readonly #source: SourceText;
  readonly #problems: Remarks;
  readonly #anchors = new Map<string, Value>();
  /** Anchors whose values are not finished: an alias for one would contain itself. */
  readonly #open = new Set<string>();
  /** How many entries were taken over by merge keys. */
  #takenOver = 0;

  constructor(source: SourceText, problems: Remarks) {
    this.#source = source;
    this.#problems = problems;
  }

  value(node: Node, depth: number): Value {
    const place = this.#place(node);
    if (depth > limits.depth) return this.#wrong(place, tooDeep);
    if (isAlias(node)) return this.#alias(node, place);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor === undefined) return this.#own(node, place, depth);
    this.#open.add(anchor);
    const value = this.#own(node, place, depth);
    this.#open.delete(anchor);
    this.#anchors.set(anchor, value);
    return value;
  }

  #own(node: Node, place: Place, depth: number): Value {
    const tag = tagOf(node);
    if (isMap(node)) return this.#counted({ ...this.#mapping(node, place, depth), ...tag });
    if (isSeq(node)) {
      const all = node.items.map(item => this.value(item as Node, depth + 1));
      // An item that is reset is none.
      const items = all.filter(item => item.tag !== "reset");
      return this.#counted({ kind: "list", items, place, ...tag });
    }
    return { ...this.#scalar(node, place), ...tag };
  }

  #scalar(node: Node, place: Place): Scalar {
    if (!isScalar(node)) return scalar(null, place);
    if (node.type !== "PLAIN" || node.tag !== undefined || node.source === undefined) {
      return scalar(plain(node.value), place);
    }
    if (isNoNumber(node.source)) {
      return this.#wrong(place, `${node.source} is no number that Compose takes. Put it in quotes.`);
    }
    return { ...scalar(null, place), ...plainScalar(node.source) };
  }

  #mapping(node: YAMLMap, place: Place, depth: number): Mapping {
    const entries = new Map<string, Entry>();
    const merged: Value[] = [];
    let hasMerge = false;
    for (const pair of node.items) {
      const [keyNode, valueNode] = [pair.key as Node, pair.value as Node | null];
      const key = this.#place(keyNode);
      const name = isScalar(keyNode) ? keyOf(keyNode) : undefined;
      const value = valueNode === null ? scalar(null, key) : this.value(valueNode, depth + 1);
      if (name === undefined) {
        this.#problems.add(key, "This key is not a text. Put it in quotes.");
      } else if (entries.has(name) || (hasMerge && name === "<<")) {
        const advice =
          name === "<<" ? "Write one, with a list: <<: [*one, *two]." : "Take one of the two away.";
        this.#problems.add(key, `The key "${name}" stands here twice. ${advice}`);
      } else if (name === "<<" && isScalar(keyNode) && keyNode.type === "PLAIN") {
        hasMerge = true;
        merged.push(...(value.kind === "list" ? value.items : [value]));
      } else {
        entries.set(name, { key, value });
      }
    }
    for (const one of merged) this.#mergeKey(one, entries);
    return mapping(entries, place);
  }

  /** What a mapping says itself goes before what it takes over by `<<`, and of that, what comes first. */
  #mergeKey(value: Value, entries: Map<string, Entry>): void {
    if (value.kind !== "mapping") {
      this.#problems.add(value.place, "Only a mapping can be merged with `<<`. Name the anchor of one.");
      return;
    }
    this.#takenOver += value.entries.size;
    if (this.#takenOver > limits.values) {
      this.#problems.add(value.place, tooMuch);
      return;
    }
    for (const [name, entry] of value.entries) if (!entries.has(name)) entries.set(name, entry);
  }

  #alias({ source: name }: Alias, place: Place): Value {
    if (this.#open.has(name)) {
      return this.#wrong(place, `*${name} stands inside of what it stands for. Take it out of there.`);
    }
    const value = this.#anchors.get(name);
    if (value !== undefined) return value;
    return this.#wrong(place, `There is no anchor &${name} before this. Define it, or name another.`);
  }

  #counted<T extends List | Mapping>(value: T): T | Scalar {
    if (sizeOf(value) > limits.values) {
      return this.#wrong(value.place, tooMuch);
    }
    return value;
  }

  #wrong(place: Place, message: string): Scalar {
    this.#problems.add(place, message);
    return complained(place);
  }

  #place(node: Node | null): Place {
    return { in: this.#source, offset: node?.range?.[0] ?? 0 };
  }
}

function tagOf({ tag }: Node): { tag?: Exclude<Tag, "wrong"> } {
  return tag === "!reset" || tag === "!override" ? { tag: tag === "!reset" ? "reset" : "override" } : {};
}

/** A key's text; undefined where it is none. */
function keyOf(node: ScalarNode): string | undefined {
  const isPlain = node.type === "PLAIN" && node.tag === undefined && node.source !== undefined;
  if (!isPlain) return typeof node.value === "string" ? node.value : undefined;
  const { value, plain: kind } = plainScalar(node.source ?? "");
  return typeof value === "string" && kind === undefined ? value : undefined;
}

function plain(value: unknown): Scalar["value"] {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return value;
    default:
      return value === null || value === undefined ? null : String(value);
  }
}
