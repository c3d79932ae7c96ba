import { isUnknown, type Maybe } from "../../model/known.ts";
import type { Volume } from "../../model/topology.ts";
import { binds } from "../mountOptions.ts";
import type { Fields } from "./fields.ts";
import { labelsOf } from "./labels.ts";
import { fieldsOf } from "./references.ts";
import type { StackResource } from "./resource.ts";

/** A docker.Volume as the topology has it. */
export function volumeOf(id: string, resource: StackResource): Volume {
  const fields = fieldsOf(resource);
  const driver = fields.text("driver") ?? "local";
  const hostPath = isUnknown(driver) || driver === "local" ? boundFolder(fields) : undefined;
  return {
    id,
    driver: isUnknown(driver) ? "unknown" : driver,
    external: false,
    ...(hostPath === undefined ? {} : { hostPath }),
    ...labelsOf(fields),
    origin: resource.urn,
  };
}

/**
 * The folder of the host that the local driver binds, as `mount --bind` would: option `bind` or `rbind`, and a device.
 *
 * @see https://docs.docker.com/reference/cli/docker/volume/create/#opt
 */
function boundFolder(fields: Fields): Maybe<string> | undefined {
  const { items, unknown } = fields.entries("driverOpts");
  if (unknown !== undefined) return { unknown };
  const { o = "", device } = Object.fromEntries(items);
  if (device === undefined) return undefined;
  if (isUnknown(o)) return o;
  return binds(o) ? device : undefined;
}
