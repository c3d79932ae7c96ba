import type { ServiceSpec } from "../../../engine/index.ts";

/** By this label a component says that a service runs to its end: the package has no word for it. */
export const jobLabel = "bulkhead.job";

export function isJob({ Labels }: Pick<ServiceSpec, "Labels">): boolean {
  return Labels?.[jobLabel] === "true";
}
