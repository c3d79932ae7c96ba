/** When a job comes back: after a time, or at minutes of the clock. */
export type Schedule =
  | { readonly every: number }
  | { readonly at: Readonly<Record<CronField, readonly number[]>>; readonly eitherDay: boolean };

type CronField = (typeof cronFields)[number]["name"];

const months = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const weekdays = "SUN MON TUE WED THU FRI SAT".split(" ");

/** The fields of a cron line, in their order. */
const cronFields = [
  { name: "minute", from: 0, to: 59, names: [] },
  { name: "hour", from: 0, to: 23, names: [] },
  { name: "day", from: 1, to: 31, names: [] },
  { name: "month", from: 1, to: 12, names: months },
  // 7 is Sunday as well.
  { name: "weekday", from: 0, to: 7, names: weekdays },
] as const;

/** @see https://man7.org/linux/man-pages/man5/crontab.5.html */
const shorthands: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** What a schedule says, or what is wrong with it and what to give instead. */
export function readSchedule(text: string): Schedule | { readonly problem: string } {
  const every = /^@every (\d+)([smh])$/.exec(text);
  if (every !== null) {
    const seconds = Number(every[1]) * (units[every[2] ?? ""] ?? 0);
    return seconds > 0 && seconds <= 86_400
      ? { every: seconds }
      : { problem: "give a time from 1 s to 24 h, such as @every 10m" };
  }
  const words = (shorthands[text] ?? text).trim().split(/\s+/);
  if (words.length !== cronFields.length || text.startsWith("@every")) {
    return {
      problem:
        'give five fields (minute hour day month weekday), such as "30 3 * * *", "@daily" or "@every 10m"',
    };
  }
  const at: Partial<Record<CronField, readonly number[]>> = {};
  for (const [index, field] of cronFields.entries()) {
    const found = valuesOf(words[index] ?? "", field);
    if ("problem" in found) return found;
    at[field.name] = found.values;
  }
  const [, , day = "", month = "", weekday = ""] = words;
  if (weekday.startsWith("*") && !day.startsWith("*") && !exists(at)) {
    return { problem: `there is no day ${day} in month ${month}; give another` };
  }
  // As cron has it: where both are said, either will do.
  const eitherDay = !day.startsWith("*") && !weekday.startsWith("*");
  return { at: at as Record<CronField, readonly number[]>, eitherDay };
}

type Field = (typeof cronFields)[number];

function valuesOf(
  word: string,
  field: Field,
): { readonly values: readonly number[] } | { readonly problem: string } {
  const { name, from, to } = field;
  const wrong = { problem: `"${word}" is no ${name}; give ${from} to ${to}, *, a list, a range or a step` };
  const values = new Set<number>();
  for (const part of word.split(",")) {
    const found = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part);
    if (found === null) return wrong;
    const [, first = "", last, step] = found;
    if (first === "*" && last !== undefined) return wrong;
    const begin = first === "*" ? from : numberOf(first, field);
    const end =
      first === "*" ? to : last !== undefined ? numberOf(last, field) : step === undefined ? begin : to;
    const by = step === undefined ? 1 : Number(step);
    if (begin === undefined || end === undefined || begin > end || by < 1) return wrong;
    for (let value = begin; value <= end; value += by) values.add(name === "weekday" ? value % 7 : value);
  }
  return { values: [...values].sort((left, right) => left - right) };
}

function numberOf(text: string, { from, to, names }: Field): number | undefined {
  const named = (names as readonly string[]).indexOf(text.toUpperCase());
  const value = named >= 0 ? named + from : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}

/** False for the 30th of February. */
function exists({ day = [], month = [] }: Partial<Record<CronField, readonly number[]>>): boolean {
  const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month.some(one => day.some(number => number <= (longest[one - 1] ?? 0)));
}
