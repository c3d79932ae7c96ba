import type { Maybe } from "../../../model/known.ts";
import type { Volume } from "../../../model/topology.ts";
import { binds } from "../../mountOptions.ts";
import { sourceOf } from "../yaml/sourceText.ts";
import { type Entry, entries, field, type Value } from "../yaml/value.ts";
import { type Ids, isExternal } from "./names.ts";
import { labels } from "./pairs.ts";
import { plainText, text } from "./scalars.ts";

export function volumesOf(declared: Value | undefined, ids: Ids): Volume[] {
  return entries(declared).map(entry => volumeOf(ids.get(entry.name) ?? entry.name, entry));
}

function volumeOf(id: string, { key, value }: Entry): Volume {
  const named = labels(field(value, "labels"));
  const hostPath = hostPathOf(value);
  return {
    id,
    driver: plainText(value, "driver") ?? "local",
    external: isExternal(value),
    labels: named.items,
    source: sourceOf(key),
    ...(hostPath === undefined ? {} : { hostPath }),
    ...(isReadOnly(value) ? { readOnly: true } : {}),
    ...(named.unknown === undefined ? {} : { unknowns: { labels: named.unknown } }),
  };
}

/** A volume of the local driver may be a folder of the host. */
function hostPathOf(volume: Value): Maybe<string> | undefined {
  const options = field(volume, "driver_opts");
  const how = plainText(options, "o") ?? "";
  return binds(how) || plainText(options, "type") === "none" ? text(options, "device") : undefined;
}

function isReadOnly(volume: Value): boolean {
  const how = plainText(field(volume, "driver_opts"), "o") ?? "";
  return how.split(",").includes("ro");
}
