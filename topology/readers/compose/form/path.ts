/** The way to a value in a compose file, written out only when it is to be shown. */
export interface Path {
  readonly above: Path | undefined;
  readonly step: string | number;
}

/** A file as a whole. */
export const root: Path = { above: undefined, step: "" };

export function into(path: Path, step: string | number): Path {
  return { above: path, step };
}

/** E.g. `services.web.ports[0]`. */
export function dotted({ above, step }: Path): string {
  if (above === undefined) return "";
  const before = dotted(above);
  if (typeof step === "number") return `${before}[${step}]`;
  return before === "" ? step : `${before}.${step}`;
}
