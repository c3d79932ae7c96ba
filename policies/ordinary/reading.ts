import type { PolicyResource } from "@pulumi/policy";
import { readResources, type Topology } from "../../topology/index.ts";
import type { Finding } from "../judge/finding.ts";
import { World } from "../world.ts";
import { type Raw, stackResources, withoutDoubtful } from "./resources.ts";

/** One showing of a stack: what was read of it, and what has been found so far. */
export interface Showing {
  readonly world: World;
  /** What the rules that were asked have found, whatever exceptions cover. */
  readonly found: Finding[];
}

/**
 * What policies see of a stack. The SDK decodes the stack for each policy, and shows it to one after the other in their
 * order; the topology is read when the first of them is asked, and serves them all.
 */
export class Reading {
  readonly #inputs = new Map<string, Raw>();
  readonly #registered = new Set<string>();
  #showing: Showing | undefined;
  #resources = "";
  #last = -1;

  /** Takes note of a resource that the program registers, and of what it is asked to be. */
  remember(urn: string, type: string, raw: Raw): void {
    this.#registered.add(urn);
    if (type.startsWith("docker:")) this.#inputs.set(urn, withoutDoubtful(type, raw));
    this.#showing = undefined;
  }

  /**
   * The stack as it is shown to a policy.
   *
   * @param place the policy's, among those that are shown it in turn.
   */
  of(place: number, resources: readonly PolicyResource[]): Showing {
    const shown = resources.map(({ urn }) => urn).join("\n");
    const isSame = place > this.#last && shown === this.#resources;
    this.#last = place;
    if (this.#showing !== undefined && isSame) return this.#showing;
    this.#resources = shown;
    this.#showing = { world: new World(this.#read(resources)), found: [] };
    return this.#showing;
  }

  /** After a refresh the stack is shown with what the program has no more; without a program, all stays. */
  #read(resources: readonly PolicyResource[]): Topology {
    const staying =
      this.#registered.size === 0 ? resources : resources.filter(({ urn }) => this.#registered.has(urn));
    return readResources("stack", stackResources(staying, this.#inputs));
  }
}
