import type { View } from "./view.ts";
import type { Way } from "./way.ts";

/** Whether a way leads from one end to the other at all. */
export function leadsBetween(view: View, way: Way, from: string, to: string): boolean {
  if (from === to) return false;
  const together = way.within === "too" ? undefined : sharesNamespace(view, from, to);
  return together === undefined || together === (way.within === "only");
}

function sharesNamespace(view: View, from: string, to: string): boolean {
  const namespace = view.byId.get(from)?.namespace;
  return namespace !== undefined && namespace === view.byId.get(to)?.namespace;
}
