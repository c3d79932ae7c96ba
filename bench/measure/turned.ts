/** The same, beginning with another one in each round: nobody is always first, or always after the same other. */
export function turned<T>(all: readonly T[], round: number): T[] {
  const from = (round * 2) % all.length;
  return [...all.slice(from), ...all.slice(0, from)];
}
