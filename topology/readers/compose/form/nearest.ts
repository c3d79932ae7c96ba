/** The known name that was most likely meant: the same letters, or one or two of them wrong. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const letters = plain(name);
  const allowed = Math.min(2, Math.floor(letters.length / 3));
  let [best, fewest]: [string | undefined, number] = [undefined, allowed + 1];
  for (const candidate of known) {
    const other = plain(candidate);
    if (Math.abs(other.length - letters.length) >= fewest) continue;
    const wrong = editDistance(letters, other);
    if (wrong < fewest) [best, fewest] = [candidate, wrong];
  }
  return best;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** How many letters must be put in, left out or changed. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 0; i < left.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < right.length; j += 1) {
      const changed = (row[j] ?? 0) + (left[i] === right[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
