import { posix } from "node:path";

/** One entry of an archive, as far as it matters where it would lead. */
export interface Entry {
  readonly name: string;
  readonly type?: string | null | undefined;
  readonly linkname?: string | null | undefined;
}

/**
 * Checks the entries of an archive one after another, in their order, and gives them the name they are to have.
 *
 * @param from the archive's first part: what is copied.
 * @param to the name it is to have in the folder it is copied to; empty: what is in it is copied, without it.
 */
export class EntryCheck {
  readonly #from: string;
  readonly #to: string;
  /** Links that were passed: what goes through one of them lies elsewhere. */
  readonly #links = new Set<string>();

  constructor(from: string, to: string) {
    this.#from = from;
    this.#to = to;
  }

  /**
   * The entry under its new name.
   *
   * @throws Error with what is wrong, as a clause, where it would leave the target.
   */
  take(entry: Entry): { readonly name: string; readonly linkname?: string } {
    const name = this.#renamed(entry.name);
    const through = [...this.#links].find(link => name.startsWith(`${link}/`));
    if (through !== undefined) throw new Error(`${entry.name} would be written through the link ${through}`);
    if (entry.type === "link") {
      return { name, linkname: this.#renamed(entry.linkname ?? "") };
    }
    if (entry.type === "symlink") {
      const target = entry.linkname ?? "";
      const end = posix.normalize(posix.join(posix.dirname(name), target));
      if (posix.isAbsolute(target) || !isWithin(end, this.#to)) {
        throw new Error(`the link ${entry.name} leads to ${target}, out of what is copied`);
      }
      this.#links.add(name);
      return { name, linkname: target };
    }
    if (["character-device", "block-device", "fifo", "contiguous-file"].includes(entry.type ?? "")) {
      throw new Error(`${entry.name} is a ${entry.type}, and no file`);
    }
    return { name };
  }

  #renamed(name: string): string {
    const plain = posix.normalize(name).replace(/\/$/, "");
    if (posix.isAbsolute(plain) || !isWithin(plain, this.#from)) {
      throw new Error(`${name} is not in ${this.#from}`);
    }
    const rest = plain.slice(this.#from.length);
    return this.#to === "" ? rest.slice(1) || "." : `${this.#to}${rest}`;
  }
}

function isWithin(path: string, folder: string): boolean {
  if (folder === "") return path !== ".." && !path.startsWith("../");
  return path === folder || path.startsWith(`${folder}/`);
}
