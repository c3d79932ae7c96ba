import type { Scalar } from "./value.ts";

/** What an unquoted scalar is to Compose. */
export type PlainScalar = Pick<Scalar, "value" | "written" | "plain">;

const words: Readonly<Record<string, Scalar["value"]>> = {
  "": null,
  "~": null,
  null: null,
  Null: null,
  NULL: null,
  true: true,
  True: true,
  TRUE: true,
  false: false,
  False: false,
  FALSE: false,
};

/** `.inf`, `.nan` and their like, which no compose file may hold. */
export function isNoNumber(text: string): boolean {
  return /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/.test(text);
}

/**
 * Reads an unquoted scalar as the YAML library of Compose does, which is neither YAML 1.1 nor 1.2: `012` and `0o12` are
 * ten, `1_000` is a thousand, `1e3` is a number, `2024-01-02` is a date, and `yes` is a text.
 */
export function plainScalar(text: string): PlainScalar {
  // Most begin with a letter that none of the others begins with.
  if (/^[^-+.\d~tTfFnN]/.test(text)) return { value: text };
  if (Object.hasOwn(words, text)) return { value: words[text] ?? null };
  if (!/^[-+.\d]/.test(text)) return { value: text };
  if (text === "-0" || text === "-0.0") return { value: 0, written: "-0", plain: "float" };
  return date(text) ?? whole(text) ?? broken(text) ?? { value: text };
}

/** A number without a fraction; underscores count for nothing, a leading zero makes it octal. */
function whole(text: string): PlainScalar | undefined {
  const [, sign = "", digits = ""] = /^([-+]?)(.*)$/s.exec(text.replaceAll("_", "")) ?? [];
  const octal = /^0o?([0-7]+)$/i.exec(digits)?.[1];
  if (octal === undefined && !/^(?:0x[0-9a-f]+|0b[01]+|0|[1-9]\d*)$/i.test(digits)) return undefined;
  const size = BigInt(octal === undefined ? digits : `0o${octal}`);
  if (size > 0xffff_ffff_ffff_ffffn || (sign !== "" && size > 0x8000_0000_0000_0000n)) return undefined;
  const number = sign === "-" ? -size : size;
  return { value: Number(number), written: String(number) };
}

/** A number with a fraction or an exponent. */
function broken(text: string): PlainScalar | undefined {
  const plain = text.startsWith(".") ? text : text.replaceAll("_", "");
  if (!/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? { value, written: floatText(value), plain: "float" } : undefined;
}

/** As Go writes a float: the fewest digits, with an exponent below 1e-4 and from 1e6 on. */
function floatText(value: number): string {
  if (value === 0) return "0";
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

const dateForm =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[-+]\d\d:\d\d)| (\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?)?$/;

/** A day, perhaps with a time; Compose writes it out in full where it takes it at all. */
function date(text: string): PlainScalar | undefined {
  const found = dateForm.exec(text);
  if (found === null) return undefined;
  const [year, month, day] = [found[1], found[2], found[3]].map(Number) as [number, number, number];
  const [hours, minutes, seconds] = [found[4] ?? found[9], found[5] ?? found[10], found[6] ?? found[11]].map(
    part => Number(part ?? 0),
  ) as [number, number, number];
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= days;
  if (!isDay || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const two = (part: number): string => String(part).padStart(2, "0");
  const fraction = (found[7] ?? found[12] ?? "").replace(/\.?0+$/, "").slice(0, 10);
  const zone = found[8] === undefined || found[8] === "Z" ? "+0000" : found[8].replace(":", "");
  const time = `${two(hours)}:${two(minutes)}:${two(seconds)}${fraction}`;
  const name = zone === "+0000" ? "UTC" : zone;
  const value = `${found[1]}-${two(month)}-${two(day)} ${time} ${zone} ${name}`;
  return { value, plain: "date" };
}
