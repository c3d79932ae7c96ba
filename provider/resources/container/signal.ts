import { constants } from "node:os";
import type { Plain } from "../../protocol/values.ts";

const numbers: Readonly<Record<string, number>> = constants.signals;

/** A signal in the one form in which equal ones look equal: `term`, `SIGTERM` and `15` are SIGTERM. */
export function sameSignal(value: Plain): Plain {
  if (typeof value !== "string" || value === "") return value;
  if (/^\d+$/.test(value)) {
    const [name] = Object.entries(numbers).find(([, number]) => number === Number(value)) ?? [];
    return name ?? value;
  }
  return value.toUpperCase().replace(/^(?!SIG)/, "SIG");
}

/** Says what is wrong with a signal, or nothing. */
export function signalComplaint(value: Plain): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  const name = String(sameSignal(value));
  const known =
    name in numbers || /^SIGRTM(?:IN(?:\+\d{1,2})?|AX(?:-\d{1,2})?)$/.test(name) || isNumber(value);
  return known ? undefined : `"${value}" is no signal; write a name like SIGTERM, or its number`;
}

/** The kernel has 64. */
function isNumber(value: string): boolean {
  return /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 64;
}
