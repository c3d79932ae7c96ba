import type { Format } from "./format.ts";
import type { TextOptions } from "./formats/text.ts";
import type { Judged } from "./result.ts";

/** Writes what was found in a format; each is loaded when it is asked for. */
export async function render(
  format: Format,
  results: readonly Judged[],
  options: TextOptions = { all: false, said: 0 },
): Promise<string> {
  switch (format) {
    case "text":
      return (await import("./formats/text.ts")).text(results, options);
    case "json":
      return (await import("./formats/json.ts")).json(results);
    case "sarif":
      return (await import("./formats/sarif.ts")).sarif(results);
    case "junit":
      return (await import("./formats/junit.ts")).junit(results);
    case "github":
      return (await import("./formats/github.ts")).github(results);
  }
}
