import type { Plan } from "../up/plan.ts";

/** What the measured program deploys: the plan of the bench `up`, and what a stage changes in it. */
export interface Variant {
  readonly plan: Plan;
  /** A further network that every container is on. */
  readonly attached?: string;
  /** One container runs on another image that has the same program. */
  readonly moved?: { readonly container: string; readonly image: string; readonly entrypoint: string };
}

/** Where the program finds it, in its own folder. */
export const variantFile = "variant.json";
