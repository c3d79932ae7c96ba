/** One end of a copy: a path of a container, or of a volume. */
export interface CopyPlace {
  readonly kind: "container" | "volume";
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** Reads `CONTAINER:/path` or `volume:NAME:/path`; undefined where it is neither. */
export function readPlace(text: string): CopyPlace | undefined {
  const [, volume, name = "", path = ""] =
    /^(volume:)?([A-Za-z0-9][A-Za-z0-9_.-]*):(\/.*)$/s.exec(text) ?? [];
  if (name === "" || path.split("/").includes("..")) return undefined;
  return { kind: volume === undefined ? "container" : "volume", name, path };
}
