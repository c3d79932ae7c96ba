import type { Topology } from "../model/topology.ts";
import { readResources } from "./resources/readResources.ts";
import type { StackResource } from "./resources/resource.ts";

/** Steps after which a resource is there no more. */
const leaving: ReadonlySet<unknown> = new Set([
  "delete",
  "delete-replaced",
  "discard",
  "discard-replaced",
  "remove-pending-replace",
]);

/**
 * Reads the topology of a stack as a preview foresees it, from the events of Pulumi's engine. (The digest that `pulumi
 * preview --json` gives by itself leaves out what components register.) With `--refresh` the engine first shows each
 * resource of the state, also those that the program has no more, or has by other names: they are no part of what is
 * foreseen, unless nothing is shown but these, as by `pulumi refresh --preview-only`.
 *
 * @param name what to call it: the stack's name.
 * @param events the lines of `PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json`, parsed; others are passed over.
 */
export function readPreview(name: string, events: Iterable<unknown>): Topology {
  const [refreshed, foreseen] = [new Map<string, StackResource>(), new Map<string, StackResource>()];
  let plans = false;
  for (const event of events) {
    const { resourcePreEvent, resOutputsEvent } = fields(event);
    const { op, new: state } = fields(fields(resourcePreEvent ?? resOutputsEvent)["metadata"]);
    plans ||= op !== undefined && op !== "refresh";
    // The last state of a resource is the fullest: what components register comes after all else.
    if (!leaving.has(op) && isResource(state)) {
      (op === "refresh" ? refreshed : foreseen).set(state.urn, state);
    }
  }
  return readResources(name, [...(plans ? foreseen : refreshed).values()]);
}

function isResource(state: unknown): state is StackResource {
  const { urn, type } = fields(state);
  return typeof urn === "string" && typeof type === "string";
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
