/** What is meant by a name that people bring from elsewhere. */
const elsewhere: Readonly<Record<string, string>> = {
  cmd: "command",
  depends_on: "after",
  dependsOn: "after",
  env: "environment",
  envs: "environment",
  healthcheck: "health",
  mounts: "volumes",
  networks: "segments",
  network: "segments",
  links: "link",
};

/** The one of some names that was meant by another; undefined where none is near. */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  const meant = Object.hasOwn(elsewhere, name) ? elsewhere[name] : undefined;
  if (meant !== undefined && known.includes(meant)) return meant;
  const most = name.length < 4 ? 1 : 2;
  const near = known
    .map(one => ({ one, distance: distanceOf(name.toLowerCase(), one.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .sort((left, right) => left.distance - right.distance);
  return near[0]?.one;
}

/** How many letters differ: added, left out, or another in their place. */
function distanceOf(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (const [place, other] of [...right].entries()) {
      const changed = (row[place] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
