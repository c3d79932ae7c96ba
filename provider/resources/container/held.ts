import { type ContainerInspect, EngineFailure } from "../../../engine/index.ts";
import { isList, isObject, type Properties, type Value } from "../../protocol/values.ts";
import { canonical } from "../../tables/canonical.ts";
import { details } from "../../tables/detail.ts";
import { changes } from "../../tables/property.ts";
import { observedInputs } from "../../tables/row.ts";
import { containerRows } from "./table.ts";

/** What is no setting of the container but what it does, and is waited for by itself. */
const { mustRun: _, ...settings } = containerRows;

/**
 * Holds a container that was changed against what was asked for, as a refresh right after would: an engine may take a
 * change without a word and not make it, and then nobody must say that it was made.
 *
 * @throws EngineFailure that names what is otherwise.
 */
export function refuseUnheld(container: ContainerInspect, inputs: Properties): void {
  const found = observedInputs(settings, inputs, { container, image: undefined, inputs });
  const differing = changes(settings, found, inputs);
  if (differing.length === 0) return;
  const places = differing.flatMap(change =>
    details({ ...change, change: "update" }).map(({ path }) => path),
  );
  const [{ before, after } = { before: undefined, after: undefined }] = differing;
  throw new EngineFailure(
    "engine",
    `The engine took the change of container ${container.Name.slice(1)} and did not make it: ${places.join(", ")} ` +
      `${places.length === 1 ? "is" : "are"} ${shown(before)}, not ${shown(after)}.`,
    "Run the command again; if that does not help, let the container be made anew (`pulumi up --replace` with its URN).",
  );
}

/** A value in few words. */
function shown(value: Value): string {
  const plain = canonical(value, undefined);
  if (plain === undefined) return "none";
  return isList(plain) || isObject(plain) ? JSON.stringify(plain) : String(plain);
}
