import type { Labels } from "../engine/index.ts";

/**
 * Labels this plugin puts on every object it makes, so that what an interrupted run left behind can be told from
 * everybody else's: the plugin instance (an id that lives in the stack's state and in no other), the stack, the URN.
 * They are not part of the resource's own `labels`.
 */
export const ownerLabel = "bulkhead.provider";
const stackLabel = "bulkhead.stack";
const urnLabel = "bulkhead.urn";

/** Who makes an object. */
export interface Owner {
  /** The id of the provider resource in the stack's state; undefined where an older CLI does not tell it. */
  readonly provider: string | undefined;
  readonly urn: string;
}

/** The labels of one object. */
export function ownershipLabels(owner: Owner): Record<string, string> {
  const [, , stack = "", project = ""] = owner.urn.split(":").filter(part => part !== "");
  return {
    ...(owner.provider === undefined ? {} : { [ownerLabel]: owner.provider }),
    [stackLabel]: `${project}/${stack}`,
    [urnLabel]: owner.urn,
  };
}

/** True for a label that this plugin adds by itself. */
export function isOwnershipLabel(label: string): boolean {
  return label === ownerLabel || label === stackLabel || label === urnLabel;
}

/** True when an object was made by this owner. Without a provider id nothing is anybody's. */
export function ownedBy(labels: Labels | null | undefined, owner: Owner): boolean {
  return (
    owner.provider !== undefined &&
    labels?.[ownerLabel] === owner.provider &&
    labels?.[urnLabel] === owner.urn
  );
}
