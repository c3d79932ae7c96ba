const unit: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  ns: 0.000_001,
};

/** The milliseconds of a duration such as `1m30s`; undefined for what is none. */
export function milliseconds(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|ms|us|ns|m|s))+$/.test(text)) return undefined;
  const parts = text.matchAll(/([\d.]+)([a-z]+)/g);
  return parts.reduce((sum, [, count, name = ""]) => sum + Number(count) * (unit[name] ?? 0), 0);
}
