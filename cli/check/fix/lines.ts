const around = 3;

/** What differs between two texts, as `diff -u` writes it, and `patch` takes it; empty where nothing does. */
export function lineDiff(file: string, before: string, after: string): string {
  const marked = marks(linesOf(before), linesOf(after));
  const changed = marked.flatMap(({ sign }, at) => (sign === " " ? [] : [at]));
  if (changed.length === 0) return "";
  const shown = new Set(
    changed.flatMap(at => Array.from({ length: 2 * around + 1 }, (_, step) => at - around + step)),
  );
  const lines: string[] = [`--- ${file}`, `+++ ${file}`];
  let [old, fresh] = [1, 1];
  let at = 0;
  while (at < marked.length) {
    const hunk: Marked[] = [];
    for (; shown.has(at) && at < marked.length; at += 1) hunk.push(...marked.slice(at, at + 1));
    const [gone, come] = [count(hunk, "+"), count(hunk, "-")];
    if (hunk.length > 0)
      lines.push(`@@ -${range(old, gone)} +${range(fresh, come)} @@`, ...hunk.map(written));
    old += gone;
    fresh += come;
    if (at < marked.length) {
      // Between hunks both texts are alike.
      at += 1;
      old += 1;
      fresh += 1;
    }
  }
  return lines.join("\n");
}

/** Lines with what ends them: the last may have nothing there. */
function linesOf(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** How many lines are not of one sign. */
function count(hunk: readonly Marked[], without: Marked["sign"]): number {
  return hunk.filter(({ sign }) => sign !== without).length;
}

/** Where lines begin, and how many they are; of none, the line before. */
function range(from: number, length: number): string {
  return length === 0 ? `${from - 1},0` : `${from},${length}`;
}

function written({ sign, line }: Marked): string {
  return line.endsWith("\n") ? `${sign}${line.slice(0, -1)}` : `${sign}${line}\n\\ No newline at end of file`;
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
