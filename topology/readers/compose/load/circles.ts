import type { Remarks } from "../problem.ts";
import { type NamedService, referencesOf } from "./consistency.ts";

/** Complains of services that in the end wait for themselves, so that Compose starts none of them. */
export function checkCircles(services: readonly NamedService[], problems: Remarks): void {
  const byName = new Map(services.map(service => [service.name, service]));
  const done = new Set<string>();
  for (const start of services) {
    // Depth first, by hand: a chain may be longer than the stack is deep.
    const way: { name: string; next: string[] }[] = [];
    const onWay = new Set<string>();
    const enter = (name: string): void => {
      const service = byName.get(name);
      if (service === undefined || done.has(name)) return;
      onWay.add(name);
      way.push({ name, next: referencesOf(service.value).map(({ to }) => to) });
    };
    for (enter(start.name); way.length > 0; ) {
      const here = way.at(-1);
      const next = here?.next.pop();
      if (here === undefined) break;
      if (next === undefined) {
        done.add(here.name);
        onWay.delete(here.name);
        way.pop();
      } else if (onWay.has(next)) {
        complain(
          way.map(({ name }) => name),
          next,
          byName,
          problems,
        );
        return;
      } else enter(next);
    }
  }
}

function complain(
  way: readonly string[],
  again: string,
  byName: ReadonlyMap<string, NamedService>,
  problems: Remarks,
): void {
  const all = way.slice(way.indexOf(again));
  const circle = [...(all.length > 8 ? [...all.slice(0, 7), "…"] : all), again];
  const first = byName.get(again);
  if (first === undefined) return;
  problems.add(
    first.key,
    `These services wait for each other: ${circle.join(" -> ")}. Take one of the waits out.`,
  );
}
