import { isMadeUp } from "./autoname.ts";
import { holdsUnknown, type Plain, type Properties, reveal, type Value } from "./protocol/values.ts";
import type { Operation, ResourceType } from "./resources/resource.ts";
import { type Detail, details } from "./tables/detail.ts";
import { type Change, changes, type PropertyChange } from "./tables/property.ts";

/** How an old and a new set of inputs differ. */
export interface Difference {
  readonly changed: boolean;
  readonly details: readonly Detail[];
  readonly deleteBeforeReplace: boolean;
}

/** A change of which is known how it is made. */
type Settled = PropertyChange & { readonly change: Change };

/**
 * How an old and a new set of inputs differ. The engine is asked only where nothing else can tell, and only as long as it
 * answers: what it does not tell is taken for a difference, and a difference for a replacement.
 *
 * @param operation how to ask the engine; undefined while the plugin is not configured.
 */
export async function differenceOf(
  type: ResourceType,
  id: string,
  olds: Properties,
  news: Properties,
  operation: Operation | undefined,
): Promise<Difference> {
  const changed = await madeHow(
    await withoutHeld(type, id, changes(type.table, olds, news), operation),
    operation,
  );
  return {
    changed: changed.length > 0,
    details: changed.flatMap(details),
    deleteBeforeReplace: type.exclusive.decide(
      withoutUnknowns(reveal(olds) as Properties),
      withoutUnknowns(namedAnew(reveal(news) as Properties)),
    ),
  };
}

/** Without what is written out now and holds already, because the engine does so by itself. */
async function withoutHeld(
  type: ResourceType,
  id: string,
  changed: readonly PropertyChange[],
  operation: Operation | undefined,
): Promise<readonly PropertyChange[]> {
  const written = changed.filter(
    ({ property, before, after }) =>
      type.mayHold?.(property) === true && before === undefined && !holdsUnknown(after),
  );
  if (written.length === 0 || operation === undefined) return changed;
  const holds = await type.holds?.(operation, id).catch(() => undefined);
  if (holds === undefined) return changed;
  return changed.filter(one => !(written.includes(one) && holds(one.property, reveal(one.after) as Plain)));
}

async function madeHow(
  changed: readonly PropertyChange[],
  operation: Operation | undefined,
): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  for (const one of changed) settled.push({ ...one, change: await settle(one.change, operation) });
  return settled;
}

async function settle(change: PropertyChange["change"], operation: Operation | undefined): Promise<Change> {
  if (typeof change === "string") return change;
  const can = await operation?.engine.speaks(change.from).catch(() => false);
  return can === true ? "update" : "replace";
}

/** Pulumi makes a name up anew for what replaces another: one that was made up is nobody's. */
function namedAnew(inputs: Properties): Properties {
  return isMadeUp(inputs) ? { ...inputs, name: "" } : inputs;
}

/** The properties that are known; what is said between properties is said again when the others are. */
function withoutUnknowns(inputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs).filter(([, value]: [string, Value]) => !holdsUnknown(value)),
  );
}
