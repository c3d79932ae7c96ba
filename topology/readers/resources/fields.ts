import type { Maybe, Unknown } from "../../model/known.ts";

/** What a list or a map holds, and why it may hold more. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly unknown: string | undefined;
}

/** Pulumi's sentinels: what stands for a boolean, number, text, list, asset, archive or map that is not known yet. */
const sentinels: ReadonlySet<string> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** All of them are of one length, which most texts are not. */
function isNotKnownYet(value: unknown): boolean {
  return typeof value === "string" && value.length === 36 && sentinels.has(value);
}

/** Marks a secret in an exported state, where its value stands encrypted or, when that was asked for, in the open. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
/** What a preview's JSON has in a secret's place. */
const redacted = "[secret]";

/** A value that was there and could not be read. */
class Unread {
  readonly why: "not known yet" | "secret";
  /** What a secret is, where it stands in the open. */
  readonly inside: unknown;

  constructor(why: Unread["why"], inside?: unknown) {
    this.why = why;
    this.inside = inside;
  }
}

/**
 * The properties of a resource, or of an object among them, read without ever throwing: what is not known, secret or
 * of a form nobody expects is unknown, and says why.
 */
export class Fields {
  readonly #what: string;
  readonly #layers: readonly unknown[];

  /**
   * @param what whose they are, for reasons: `container web`.
   * @param layers objects in which to look, the preferred first.
   */
  constructor(what: string, ...layers: readonly unknown[]) {
    this.#what = what;
    this.#layers = layers.filter(layer => layer !== undefined);
  }

  /** A text; undefined where there is none, or an empty one, as the official plugin writes what is not set. */
  text(name: string): Maybe<string> | undefined {
    return (
      this.#scalar(name, value => (typeof value === "string" ? value : undefined), "a text") || undefined
    );
  }

  flag(name: string): Maybe<boolean> | undefined {
    return this.#scalar(name, value => (typeof value === "boolean" ? value : undefined), "true or false");
  }

  number(name: string): Maybe<number> | undefined {
    return this.#scalar(name, numberIn, "a number");
  }

  /** The texts of a list. */
  texts(name: string): Listed<string> {
    const { items, unknown } = this.#list(name);
    const read = items.filter(item => typeof item === "string");
    return { items: read, unknown: unknown ?? this.#lacking(name, items, read) };
  }

  /** The texts of a list, each with whether it is marked secret. Those that are encrypted are unknown. */
  marked(name: string): Listed<{ readonly text: string; readonly secret: boolean }> {
    const { items, unknown } = this.#list(name, "secrets too");
    const read = items.flatMap(item => {
      const text = item instanceof Unread ? item.inside : item;
      return typeof text === "string" ? [{ text, secret: item instanceof Unread }] : [];
    });
    return { items: read, unknown: unknown ?? this.#lacking(name, items, read) };
  }

  /** The objects of a list. */
  objects(name: string): Listed<Fields> {
    const { items, unknown } = this.#list(name);
    const read = items.filter(isObject);
    const fields = read.map(item => new Fields(`${name} of ${this.#what}`, item));
    return { items: fields, unknown: unknown ?? this.#lacking(name, items, read) };
  }

  /** An object among the properties; one of nothing where there is none. */
  object(name: string): Fields {
    return new Fields(`${name} of ${this.#what}`, this.#value(name) ?? {});
  }

  /** The entries of a map of texts; numbers and flags count as texts. */
  entries(name: string): Listed<readonly [string, Maybe<string>]> {
    const value = this.#value(name);
    if (value === undefined) return { items: [], unknown: undefined };
    if (value instanceof Unread) return { items: [], unknown: this.#because(name, value).unknown };
    if (!isObject(value)) return { items: [], unknown: this.#oddly(name, "a map").unknown };
    const fields = new Fields(`${name} of ${this.#what}`, value);
    const keys = Object.keys(value).filter(key => !key.startsWith("__"));
    return { items: keys.map(key => [key, fields.#entry(key)] as const), unknown: undefined };
  }

  /** Whether anything stands there, known or not. */
  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  #entry(key: string): Maybe<string> {
    const value = this.#value(key);
    if (value instanceof Unread) return this.#because(key, value);
    if (value === undefined) return "";
    return isObject(value) || Array.isArray(value) ? this.#oddly(key, "a text") : String(value);
  }

  #scalar<T>(name: string, take: (value: unknown) => T | undefined, form: string): Maybe<T> | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    return value instanceof Unread ? this.#because(name, value) : (take(value) ?? this.#oddly(name, form));
  }

  #list(name: string, which: "open alone" | "secrets too" = "open alone"): Listed<unknown> {
    const found = this.#value(name);
    const shown = which === "secrets too" && found instanceof Unread && Array.isArray(found.inside);
    const value = shown ? found.inside : found;
    if (value === undefined) return { items: [], unknown: undefined };
    if (value instanceof Unread) return { items: [], unknown: this.#because(name, value).unknown };
    if (!Array.isArray(value)) return { items: [], unknown: this.#oddly(name, "a list").unknown };
    const items: unknown[] = [];
    let unread: Unread | undefined;
    for (let index = 0; index < value.length; index++) {
      const one = read(value, index);
      const item = shown && typeof one === "string" ? new Unread("secret", one) : one;
      const isHidden = item instanceof Unread && (which === "open alone" || item.inside === undefined);
      if (isHidden) unread ??= item;
      else if (item !== undefined) items.push(item);
    }
    return { items, unknown: unread && this.#because(`part of ${name}`, unread).unknown };
  }

  /** Says of a list that not all of it was of the form it should be. */
  #lacking(name: string, items: readonly unknown[], taken: readonly unknown[]): string | undefined {
    return items.length === taken.length
      ? undefined
      : this.#oddly(`part of ${name}`, "what it should be").unknown;
  }

  /**
   * What an output does not know an input may: who asked for nothing gets the engine's default, whatever that is. What
   * an output hides as a whole an input may hide in part only.
   */
  #value(name: string): unknown {
    let unread: Unread | undefined;
    for (const layer of this.#layers) {
      const value = layer instanceof Unread ? layer : read(layer, name);
      if (value instanceof Unread) unread = value;
      else if (value !== undefined) return value;
      else if (unread?.why === "not known yet") return undefined;
    }
    return unread;
  }

  #because(name: string, { why }: Unread): Unknown {
    return { unknown: `${name} of ${this.#what} is ${why}` };
  }

  #oddly(name: string, form: string): Unknown {
    return { unknown: `${name} of ${this.#what} is not ${form}` };
  }
}

/** A value without Pulumi's wrapping; undefined for null. Objects of the policy SDK throw where nothing is known yet. */
function read(container: unknown, key: string | number): unknown {
  if (isNotKnownYet(container)) return new Unread("not known yet");
  if (typeof container !== "object" || container === null) return undefined;
  try {
    const value = (container as Readonly<Record<string | number, unknown>>)[key];
    if (isNotKnownYet(value)) return new Unread("not known yet");
    if (value === redacted) return new Unread("secret");
    if (isSecret(value)) return new Unread("secret", value["value"]);
    return value ?? undefined;
  } catch {
    return new Unread("not known yet");
  }
}

function isSecret(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && value[signatureKey] === secretSignature;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unread);
}

function numberIn(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  return typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** A plain copy of anything; what is in it and not known, or secret, says so in the model's words. */
export function readPlain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return Array.from({ length: value.length }, (_, index) => copied(read(value, index)));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.keys(value).map(key => [key, copied(read(value, key))]));
}

function copied(value: unknown): unknown {
  return value instanceof Unread ? { unknown: `it is ${value.why}` } : readPlain(value);
}
