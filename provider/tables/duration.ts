/** Nanoseconds in each unit of a Go duration. The micro sign and the Greek letter are both in use. */
const units: Readonly<Record<string, number>> = {
  h: 3600e9,
  m: 60e9,
  s: 1e9,
  ms: 1e6,
  us: 1e3,
  "\u00b5s": 1e3,
  "\u03bcs": 1e3,
  ns: 1,
};

const part = /(\d*)(?:\.(\d*))?(h|ms|us|\u00b5s|\u03bcs|ns|m|s)/g;
const whole = /^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:h|ms|us|\u00b5s|\u03bcs|ns|m|s))+$/;

/**
 * Reads a duration as Go writes it (`1m30s`, `500ms`, `.5s`, `0`) into nanoseconds; undefined for anything else.
 *
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function parseDuration(text: string): number | undefined {
  if (/^[-+]?0$/.test(text)) return 0;
  if (!whole.test(text)) return undefined;
  let total = 0;
  for (const [, before = "", after = "", unit = ""] of text.matchAll(part)) {
    const size = units[unit] ?? 0;
    total += Number(before || 0) * size;
    // What is smaller than a nanosecond is cut off, as Go does.
    if (after !== "") total += Math.trunc(Number(after) * (size / 10 ** after.length));
  }
  if (total > Number.MAX_SAFE_INTEGER) return undefined;
  return text.startsWith("-") && total > 0 ? -total : total;
}

/** Writes whole nanoseconds as Go does: `1m30s`, `1.5ms`, `0s`. */
export function formatDuration(nanoseconds: number): string {
  if (nanoseconds < 0) return `-${formatDuration(-nanoseconds)}`;
  if (nanoseconds === 0) return "0s";
  if (nanoseconds < 1e3) return `${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${decimal(nanoseconds, 3)}\u00b5s`;
  if (nanoseconds < 1e9) return `${decimal(nanoseconds, 6)}ms`;
  const hours = Math.floor(nanoseconds / 3600e9);
  const minutes = Math.floor((nanoseconds % 3600e9) / 60e9);
  const seconds = decimal(nanoseconds % 60e9, 9);
  return `${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${seconds}s`;
}

/** A whole number with its decimal point moved left, without zeros at the end. */
function decimal(value: number, places: number): string {
  const digits = String(value).padStart(places + 1, "0");
  const fraction = digits.slice(-places).replace(/0+$/, "");
  return `${digits.slice(0, -places)}${fraction === "" ? "" : `.${fraction}`}`;
}
