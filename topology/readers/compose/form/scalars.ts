import { blank } from "../variables/substitute.ts";
import { type Scalar, scalar, type Value } from "../yaml/value.ts";
import { type Form, unlessBare, unwanted, whole } from "./form.ts";

/** A scalar of which `accept` gives the canonical value, or nothing where it is none. */
function scalarForm(wanted: string, accept: (value: Scalar["value"]) => Scalar["value"] | undefined): Form {
  const form: Form = {
    ...whole,
    wanted,
    read: unlessBare((value, path, context) => {
      const accepted = value.kind === "scalar" ? accept(value.value) : undefined;
      return accepted === undefined ? unwanted(value, form, path, context) : scalar(accepted, value.place);
    }),
  };
  return form;
}

/** A text in which a variable that is not set stands, so that nobody knows it. */
export function hasBlank(value: Scalar["value"]): boolean {
  return typeof value === "string" && value.includes(blank);
}

export const text = scalarForm("a text, in quotes if it looks like something else", value =>
  typeof value === "string" ? value : undefined,
);

/** One of some texts. */
export function oneOf(...choices: readonly string[]): Form {
  return scalarForm(`one of ${choices.join(", ")}`, value =>
    hasBlank(value) || choices.some(choice => choice === value) ? value : undefined,
  );
}

/** A text or a number; canonically a text. */
export const textOrNumber = scalarForm("a text or a number", value =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined,
);

/** Any scalar; canonically a text. */
export const word = scalarForm("a text, a number, true or false", value =>
  value === null ? undefined : String(value),
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

/** A number, also as a text. */
export const number = scalarForm("a number", value => {
  if (typeof value === "number" || hasBlank(value)) return value;
  return typeof value === "string" && /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value)
    ? Number(value)
    : undefined;
});

/** Bytes, e.g. `512m` or `1.5 GiB`; canonically a number. */
export const bytes = scalarForm("a size, e.g. 512m", value => {
  if (typeof value === "number" || hasBlank(value)) return value;
  return typeof value === "string" ? bytesOf(value) : undefined;
});

/** @see https://pkg.go.dev/github.com/docker/go-units#RAMInBytes */
function bytesOf(size: string): number | undefined {
  const [, amount, unit = ""] = /^(-?\d+(?:\.\d+)?) ?([kmgtp]?)i?b?$/i.exec(size) ?? [];
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
