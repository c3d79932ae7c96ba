import { createHash, randomBytes } from "node:crypto";
import { type Properties, reveal } from "./protocol/values.ts";

/** What Pulumi's engine says about making up a name. */
export interface Autonaming {
  /** The last part of the URN. */
  readonly resourceName: string;
  /** Randomness that makes a plan repeatable; fresh randomness when absent. */
  readonly seed: Uint8Array | undefined;
  /** A name from the project's autonaming configuration. */
  readonly proposed: string | undefined;
  /** The project forbids made-up names. */
  readonly disabled: boolean;
}

/**
 * Gives a resource without a name one that no other has: `shop-web-3f9c21a`. A name made up earlier stays.
 * Undefined where made-up names are forbidden.
 */
export function autoname(olds: Properties, autonaming: Autonaming): string | undefined {
  const before = reveal(olds["name"]);
  if (typeof before === "string" && isMadeUp(olds)) return before;
  if (autonaming.disabled) return undefined;
  if (autonaming.proposed !== undefined) return autonaming.proposed;
  const seed = autonaming.seed;
  const random =
    seed === undefined || seed.length === 0
      ? randomBytes(4)
      : createHash("sha256").update(autonaming.resourceName).update(seed).digest();
  return `${autonaming.resourceName}-${random.toString("hex").slice(0, 7)}`;
}

/** True for inputs whose name was made up. */
export function isMadeUp(inputs: Properties): boolean {
  const defaults = inputs["__defaults"];
  return Array.isArray(defaults) && defaults.includes("name");
}
