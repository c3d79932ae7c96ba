import { blank } from "../variables/substitute.ts";
import { rewritten, type Scalar, textOfScalar, type Value } from "../yaml/value.ts";
import { type Form, unlessBare, unwanted, whole } from "./form.ts";

/** A scalar of which `accept` gives the canonical value, or nothing where it is none. */
function scalarForm(
  wanted: string,
  accept: (value: Scalar["value"], whole: Scalar) => Scalar["value"] | undefined,
): Form {
  const form: Form = {
    ...whole,
    wanted,
    read: unlessBare((value, path, context) => {
      const accepted = value.kind === "scalar" ? accept(value.value, value) : undefined;
      if (accepted === undefined || value.kind !== "scalar") return unwanted(value, form, path, context);
      return rewritten(value, accepted);
    }),
  };
  return form;
}

/** A text in which a variable that is not set stands, so that nobody knows it. */
export function hasBlank(value: Scalar["value"]): boolean {
  return typeof value === "string" && value.includes(blank);
}

/** The scalar's text, if it is one; an unquoted date is none. */
export function textIn(value: Value): string | undefined {
  const isText = value.kind === "scalar" && typeof value.value === "string" && value.plain === undefined;
  return isText ? String(value.value) : undefined;
}

/** A text of which `isRight` holds. */
export function textLike(wanted: string, isRight: (text: string) => boolean): Form {
  return scalarForm(wanted, (_, scalar) => {
    const text = textIn(scalar);
    return text !== undefined && (hasBlank(text) || isRight(text)) ? text : undefined;
  });
}

export const text = textLike("a text, in quotes if it looks like something else", () => true);

/** One of some texts. */
export function oneOf(...choices: readonly string[]): Form {
  return textLike(`one of ${choices.join(", ")}`, text => choices.includes(text));
}

/** A time, e.g. `1m30s`. @see https://pkg.go.dev/github.com/xhit/go-str2duration/v2#ParseDuration */
export const duration = textLike("a time, e.g. 1m30s", text =>
  /^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+)$/.test(text),
);

/** A text or a number; canonically a text. */
export const textOrNumber = scalarForm("a text or a number", (value, scalar) =>
  textIn(scalar) !== undefined || typeof value === "number" ? textOfScalar(scalar) : undefined,
);

/** A text or a number without a fraction; canonically a text. */
export const textOrWhole = scalarForm("a text or a whole number", (value, scalar) =>
  textIn(scalar) !== undefined || Number.isInteger(value) ? textOfScalar(scalar) : undefined,
);

/** Any scalar; canonically a text. */
export const word = scalarForm("a text, a number, true or false", (value, scalar) =>
  value === null ? undefined : textOfScalar(scalar),
);

const flags: Readonly<Record<string, boolean>> = {
  true: true,
  y: true,
  yes: true,
  on: true,
  false: false,
  n: false,
  no: false,
  off: false,
};

/** True or false, also as a text, as variables make it. */
export const flag = scalarForm("true or false", value => {
  if (typeof value === "boolean" || hasBlank(value)) return value;
  return typeof value === "string" ? flags[value.toLowerCase()] : undefined;
});

/** True or false and nothing that only reads like it. */
export const plainFlag = scalarForm("true or false, without quotes", value =>
  typeof value === "boolean" ? value : undefined,
);

/** A number, also as a text. */
export const number = numberForm("a number", value => value, /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i);

const digits = /^[-+]?\d+$/;

/** Any number, but a text must be a whole one. */
export const wholeText = numberForm("a whole number", value => value, digits);

/** A whole number, also as a text. */
export function wholeNumber(least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): Form {
  const wanted = Number.isFinite(least)
    ? `a whole number ${Number.isFinite(most) ? `from ${least} to ${most}` : `from ${least} on`}`
    : "a whole number";
  return numberForm(
    wanted,
    value => (Number.isInteger(value) && value >= least && value <= most ? value : undefined),
    digits,
  );
}

function numberForm(wanted: string, accept: (value: number) => number | undefined, texts: RegExp): Form {
  return scalarForm(wanted, (value, scalar) => {
    if (typeof value === "number") return accept(value);
    const text = textIn(scalar);
    if (text === undefined || hasBlank(text)) return text;
    return texts.test(text) ? accept(Number(text)) : undefined;
  });
}

/** Bytes, e.g. `512m` or `1.5 GiB`; canonically a number. */
export const bytes = scalarForm("a size, e.g. 512m", (value, scalar) => {
  if (typeof value === "number" || hasBlank(value)) return value;
  const text = textIn(scalar);
  return text === undefined ? undefined : bytesOf(text);
});

/** Bytes as a text, or as a whole number. */
export const wholeBytes = scalarForm("a size, e.g. 512m", (value, scalar) => {
  if (Number.isInteger(value) || hasBlank(value)) return value;
  const text = textIn(scalar);
  return text === undefined ? undefined : bytesOf(text);
});

/** Bytes as a text alone. */
export const bytesText = scalarForm("a size as a text, e.g. 512m", (_, scalar) => {
  const text = textIn(scalar);
  return text === undefined || hasBlank(text) ? text : bytesOf(text);
});

/** @see https://pkg.go.dev/github.com/docker/go-units#RAMInBytes */
function bytesOf(size: string): number | undefined {
  if (/^[-+]?\d+$/.test(size)) return Number(size);
  const [, amount, unit = ""] = /^(\d+(?:\.\d*)?|\.\d+) ?([kmgtp]?)i?b?$/i.exec(size) ?? [];
  if (amount === undefined) return undefined;
  return Math.trunc(Number(amount) * 1024 ** (unit === "" ? 0 : "kmgtp".indexOf(unit.toLowerCase()) + 1));
}

/** What neither communication nor security hangs on: taken as it is. */
export const anything: Form = {
  ...whole,
  wanted: "anything",
  nullable: true,
  read: value => value,
  merge: mergeAny,
};

function mergeAny(base: Value, over: Value): Value {
  if (base.kind === "list" && over.kind === "list") return { ...over, items: [...base.items, ...over.items] };
  if (base.kind !== "mapping" || over.kind !== "mapping") return over;
  const entries = new Map(base.entries);
  for (const [name, entry] of over.entries) {
    const before = entries.get(name)?.value;
    entries.set(name, before === undefined ? entry : { ...entry, value: mergeAny(before, entry.value) });
  }
  return { ...over, entries };
}
