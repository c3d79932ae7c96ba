const around = 3;

/** What differs between two texts, as `diff -u` writes it; empty where nothing does. */
export function lineDiff(file: string, before: string, after: string): string {
  const [left, right] = [before.split("\n"), after.split("\n")];
  const marked = marks(left, right);
  const changed = marked.flatMap(({ sign }, at) => (sign === " " ? [] : [at]));
  if (changed.length === 0) return "";
  const shown = new Set(
    changed.flatMap(at => Array.from({ length: 2 * around + 1 }, (_, step) => at - around + step)),
  );
  const lines: string[] = [`--- ${file}`, `+++ ${file}`];
  let [old, fresh, open] = [1, 1, false];
  for (const [at, { sign, line }] of marked.entries()) {
    if (shown.has(at) && !open) lines.push(`@@ -${old} +${fresh} @@`);
    open = shown.has(at);
    if (open) lines.push(`${sign}${line}`);
    if (sign !== "+") old += 1;
    if (sign !== "-") fresh += 1;
  }
  return lines.join("\n");
}

interface Marked {
  readonly sign: " " | "+" | "-";
  readonly line: string;
}

/** Changes are few and small: after one, both texts go on alike before long. */
function marks(left: readonly string[], right: readonly string[]): Marked[] {
  const found: Marked[] = [];
  let [at, to] = [0, 0];
  while (at < left.length || to < right.length) {
    if (at < left.length && left[at] === right[to]) {
      found.push({ sign: " ", line: left[at] ?? "" });
      at += 1;
      to += 1;
      continue;
    }
    const [gone, come] = nextAlike(left, right, at, to);
    for (; at < gone; at += 1) found.push({ sign: "-", line: left[at] ?? "" });
    for (; to < come; to += 1) found.push({ sign: "+", line: right[to] ?? "" });
  }
  return found;
}

function nextAlike(
  left: readonly string[],
  right: readonly string[],
  at: number,
  to: number,
): [number, number] {
  for (let distance = 1; at + distance <= left.length || to + distance <= right.length; distance += 1) {
    for (let skipped = 0; skipped <= distance; skipped += 1) {
      const [gone, come] = [at + skipped, to + distance - skipped];
      if (gone < left.length && come < right.length && left[gone] === right[come]) return [gone, come];
    }
  }
  return [left.length, right.length];
}
