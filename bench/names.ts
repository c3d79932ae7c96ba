import type { Bench } from "./bench.ts";
import { upBench } from "./up/up.ts";

/** Every bench there is. */
export const benches: Readonly<Record<string, Bench>> = {
  up: upBench,
};
