import { Struct } from "./messages.ts";

/** A value that is not known yet: in a preview, the output of something that does not exist so far. */
export class Unknown {
  static readonly instance = new Unknown();
  readonly unknown = true;
}

/** A value that must never be shown. */
export class Secret {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}

/** A property value as Pulumi's engine sends it. */
export type Value = Plain | Secret | Unknown | readonly Value[] | { readonly [key: string]: Value };

/** A property value without secrets and unknowns. */
export type Plain =
  | null
  | undefined
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** The properties of one resource. */
export type Properties = Readonly<Record<string, Value>>;

/** @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go, one per type of value */
const unknownSentinels: ReadonlySet<string> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
const [unknownSentinel] = unknownSentinels;

/** Reads properties off the wire. */
export function decode(struct: Struct | undefined): Properties {
  return struct === undefined ? {} : (decodeValue(struct.toJavaScript()) as Properties);
}

/** Puts properties on the wire; what is undefined is left out. */
export function encode(properties: Properties): Struct {
  // The generated types know no null or nesting, the code behind them does.
  return Struct.fromJavaScript(encodeValue(properties) as Parameters<typeof Struct.fromJavaScript>[0]);
}

function decodeValue(raw: unknown): Value {
  if (typeof raw === "string") return unknownSentinels.has(raw) ? Unknown.instance : raw;
  if (Array.isArray(raw)) return raw.map(decodeValue);
  if (typeof raw !== "object" || raw === null) return raw as Plain;
  const object = raw as Record<string, unknown>;
  switch (object[signatureKey]) {
    case secretSignature:
      return new Secret(decodeValue(object["value"]));
    case outputSignature: {
      const value = "value" in object ? decodeValue(object["value"]) : Unknown.instance;
      return object["secret"] === true ? new Secret(value) : value;
    }
    default:
      return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, decodeValue(value)]));
  }
}

function encodeValue(value: Value): unknown {
  if (value instanceof Unknown) return unknownSentinel;
  if (value instanceof Secret) return { [signatureKey]: secretSignature, value: encodeValue(value.value) };
  if (isList(value)) return value.map(item => (item === undefined ? null : encodeValue(item)));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, encodeValue(item)]])),
  );
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObject(value: Value): value is { readonly [key: string]: Value } {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Unknown)
  );
}

/** The value with its secrets laid open; unknowns stay. */
export function reveal(value: Value): Value {
  if (value instanceof Secret) return reveal(value.value);
  if (isList(value)) return value.map(reveal);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, reveal(item)]));
  return value;
}

/** True when the value holds a secret anywhere. */
export function holdsSecret(value: Value): boolean {
  return value instanceof Secret || children(value).some(holdsSecret);
}

/** True when the value holds an unknown anywhere. */
export function holdsUnknown(value: Value): boolean {
  return (
    value instanceof Unknown || (value instanceof Secret ? [value.value] : children(value)).some(holdsUnknown)
  );
}

/** Every secret text in the value, for keeping it out of messages; long ones first. */
export function secretTexts(value: Value): string[] {
  const texts = new Set<string>();
  const visit = (item: Value, secret: boolean): void => {
    if (item instanceof Secret) visit(item.value, true);
    else if (secret && (typeof item === "string" || typeof item === "number")) collect(String(item));
    else for (const child of children(item)) visit(child, secret);
  };
  const collect = (text: string): void => {
    for (const shown of shownForms(text)) texts.add(shown);
  };
  visit(value, false);
  // Very short texts would black out half of a message without hiding anything.
  return [...texts].filter(text => text.length >= 4).sort((left, right) => right.length - left.length);
}

/** The forms in which a log or a message may show a secret text. */
function shownForms(text: string): string[] {
  const lines = text.split("\n").map(line => line.trim());
  // Environment entries are secret as NAME=value; the value alone is what a log would show.
  const value = text.slice(text.indexOf("=") + 1);
  const decoded = fromBase64(text);
  return [
    text,
    value,
    ...lines,
    // Settings in a file, and strings in JSON: too short a one may be any word.
    ...lines.flatMap(settingOf).filter(setting => setting.length >= 6),
    ...[...text.matchAll(/\/\/[^/\s:@]*:([^@\s/]+)@/g)].flatMap(([, password = ""]) => [
      password,
      unescaped(password),
    ]),
    ...(decoded === undefined ? [] : [decoded, ...shownForms(decoded)]),
  ];
}

/** The value of a line such as `password = "x"` or `"token": "x",`. */
function settingOf(line: string): string[] {
  const value = /^[^=:]*[=:]\s*(.+?)[,;]?$/.exec(line)?.[1];
  return value === undefined ? [] : [value, value.replace(/^(["'])(.*)\1$/, "$2")];
}

/** What readable text stands in base64, if any. */
function fromBase64(text: string): string | undefined {
  const compact = text.replace(/\s/g, "");
  if (compact.length < 8 || compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact))
    return undefined;
  const decoded = Buffer.from(compact, "base64").toString("utf8");
  return /^[^\p{Cc}\p{Cn}\ufffd]*$/u.test(decoded.replace(/[\t\r\n]/g, "")) ? decoded : undefined;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not in URL encoding: then it is what it is.
    return text;
  }
}

function children(value: Value): readonly Value[] {
  if (isList(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}
