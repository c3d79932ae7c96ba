import type { VolumeInspect } from "../../engine/index.ts";
import type { Volume } from "../../topology/index.ts";

/** A volume as it is on an engine, under its name. */
export function volumeOf({ Name, Driver, Options, Labels }: VolumeInspect): Volume {
  const { o = "", device } = Options ?? {};
  const binds = Driver === "local" && o.split(",").some(option => option === "bind" || option === "rbind");
  return {
    id: Name,
    driver: Driver,
    external: false,
    ...(binds && device !== undefined ? { hostPath: device } : {}),
    labels: Labels ?? {},
  };
}
