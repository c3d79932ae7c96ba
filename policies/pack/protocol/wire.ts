/**
 * Reads messages off the wire into plain values. The generated code makes an object of each value of a stack first, and
 * a plain value of it afterwards: of what a stack of a thousand containers costs, that alone was two fifths.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;
  /** Where the message at hand ends. */
  #end: number;
  /** How the field at hand is written. */
  #type = 0;
  /** Keys that were read, by what is seen of them at a glance. */
  readonly #keys: (string | undefined)[] = [];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  /** The next field's number; 0 at the end of the message. Each field must be read or skipped. */
  next(): number {
    if (this.#at >= this.#end) return 0;
    const tag = this.#varint();
    this.#type = tag & 7;
    return tag >>> 3;
  }

  text(): string {
    const end = this.#length();
    const text = this.#bytes.toString("utf8", this.#at, end);
    this.#at = end;
    return text;
  }

  /** The key of an entry: there are few, and each comes a thousand times. */
  key(): string {
    const end = this.#length();
    const [bytes, start] = [this.#bytes, this.#at];
    const place = ((end - start) * 31 + (bytes[start] ?? 0) * 7 + (bytes[end - 1] ?? 0)) & 1023;
    const known = this.#keys[place];
    this.#at = end;
    if (known !== undefined && isWrittenAs(known, bytes, start, end)) return known;
    const key = bytes.toString("utf8", start, end);
    this.#keys[place] = key;
    return key;
  }

  /** Begins a message within this one. Gives what ends it: see {@link leave}. */
  enter(): number {
    const outer = this.#end;
    this.#end = this.#length();
    return outer;
  }

  /** Goes on behind a message that was entered, read to its end or not. */
  leave(outer: number): void {
    this.#at = this.#end;
    this.#end = outer;
  }

  double(): number {
    const at = this.#at;
    this.#advance(at + 8);
    return this.#bytes.readDoubleLE(at);
  }

  flag(): boolean {
    return this.#varint() !== 0;
  }

  skip(): void {
    switch (this.#type) {
      case 0:
        this.#varint();
        break;
      case 1:
        this.#advance(this.#at + 8);
        break;
      case 2:
        this.#at = this.#length();
        break;
      case 5:
        this.#advance(this.#at + 4);
        break;
      default:
        throw new Error(`A field of Pulumi's message is of type ${this.#type}, which there is none of.`);
    }
  }

  /** Where the field ends that begins with its length. */
  #length(): number {
    const length = this.#varint();
    const end = this.#at + length;
    if (end > this.#end) throw cutShort();
    return end;
  }

  #advance(to: number): void {
    if (to > this.#end) throw cutShort();
    this.#at = to;
  }

  #varint(): number {
    const first = this.#byte();
    if (first < 128) return first;
    let value = first & 127;
    for (let factor = 128; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  #byte(): number {
    const byte = this.#at < this.#end ? this.#bytes[this.#at] : undefined;
    if (byte === undefined) throw cutShort();
    this.#at += 1;
    return byte;
  }
}

/** Whether a text stands there, letter by letter; one of letters that take several bytes is not found. */
function isWrittenAs(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}

function cutShort(): Error {
  return new Error("A message of Pulumi's is cut short.");
}

/** Any value that JSON knows. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A `google.protobuf.Struct` within the message at hand, as the object it stands for. */
export function readStruct(reader: WireReader): Record<string, Json> {
  const outer = reader.enter();
  const object: Record<string, Json> = {};
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) readEntry(reader, object);
    else reader.skip();
  }
  reader.leave(outer);
  return object;
}

function readEntry(reader: WireReader, object: Record<string, Json>): void {
  const outer = reader.enter();
  let key = "";
  let value: Json = null;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) key = reader.key();
    else if (field === 2) value = readValue(reader);
    else reader.skip();
  }
  reader.leave(outer);
  if (key === "__proto__") {
    // An assignment would make it the object's prototype.
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

function readValue(reader: WireReader): Json {
  const outer = reader.enter();
  let value: Json = null;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    switch (field) {
      case 2:
        value = reader.double();
        break;
      case 3:
        value = reader.text();
        break;
      case 4:
        value = reader.flag();
        break;
      case 5:
        value = readStruct(reader);
        break;
      case 6:
        value = readList(reader);
        break;
      default:
        // 1 is null, which it is anyway.
        reader.skip();
    }
  }
  reader.leave(outer);
  return value;
}

function readList(reader: WireReader): Json[] {
  const outer = reader.enter();
  const list: Json[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) list.push(readValue(reader));
    else reader.skip();
  }
  reader.leave(outer);
  return list;
}
