import { Facet } from "../facet.ts";

/**
 * Plans that are ready, in place of arguments: what one component makes of another has been checked and read together
 * with its own arguments, and is not read again.
 */
export class Ready<Args extends object, Plan> {
  readonly #plan: Facet<Plan>;

  constructor(name: string) {
    this.#plan = new Facet(`ready/${name}`);
  }

  /** Arguments that stand for a plan, and are nothing beside it. */
  of(plan: Plan): Args {
    const args = {};
    this.#plan.set(args, plan);
    return args as Args;
  }

  /** The plan that arguments stand for; undefined for those that a program wrote. */
  find(args: Args): Plan | undefined {
    return this.#plan.find(args);
  }
}
