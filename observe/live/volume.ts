import type { VolumeInspect } from "../../engine/index.ts";
import { binds, type Volume } from "../../topology/index.ts";

/** A volume as it is on an engine, under its name. */
export function volumeOf({ Name, Driver, Options, Labels }: VolumeInspect): Volume {
  const { o = "", device } = Options ?? {};
  return {
    id: Name,
    driver: Driver,
    external: false,
    ...(Driver === "local" && binds(o) && device !== undefined ? { hostPath: device } : {}),
    labels: Labels ?? {},
  };
}
