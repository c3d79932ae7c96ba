import { parse } from "yaml";
import type { Described, DescribedNetwork, ReadFile } from "../../topology/readers/compose/index.ts";
import { CliFailure } from "../failure.ts";

const remedy = "Write NAME=bridge, or NAME=bridge,internal.";

/**
 * What is said of networks that are made elsewhere, on the command line and in the project's `bulkhead.yaml`; the
 * former goes before.
 *
 * @example describedNetworks("shop/bulkhead.yaml", ["edge=bridge", "data=bridge,internal"], readFile)
 * @throws CliFailure where it is not understood.
 */
export function describedNetworks(
  file: string,
  given: readonly string[] = [],
  readFile: ReadFile,
): Described {
  const own = given.map((text): [string, DescribedNetwork] => {
    const at = text.indexOf("=");
    if (at < 1) throw new CliFailure(`--external ${text} says of no network what it is.`, remedy);
    const name = text.slice(0, at);
    return [name, networkOf(name, text.slice(at + 1), `--external ${text}`)];
  });
  return { ...inFile(file, readFile), ...Object.fromEntries(own) };
}

function networkOf(name: string, text: string, where: string): DescribedNetwork {
  const [driver = "", ...options] = text.split(",").map(part => part.trim());
  const strange = options.find(option => option !== "internal");
  if (!/^[a-z0-9][a-z0-9_.:/-]*$/i.test(driver) || strange !== undefined) {
    throw new CliFailure(`${where} does not say what network ${name} is.`, remedy);
  }
  return { driver, internal: options.includes("internal") };
}

/** `external: {NAME: bridge,internal}` of the project's own file, where there is one. */
function inFile(file: string, readFile: ReadFile): Described {
  const contents = readFile(file);
  if (contents === undefined) return {};
  const text = typeof contents === "string" ? contents : new TextDecoder().decode(contents);
  let written: unknown;
  try {
    written = parse(text);
  } catch (error) {
    const [line = ""] = (error as Error).message.split("\n");
    throw new CliFailure(`${file} is not YAML: ${line}`, "Correct it.");
  }
  const { external = {} } = (written ?? {}) as { external?: unknown };
  if (typeof external !== "object" || external === null || Array.isArray(external)) {
    throw new CliFailure(
      `${file}: external is no mapping of names.`,
      "Write external: {NAME: bridge,internal}.",
    );
  }
  return Object.fromEntries(
    Object.entries(external).map(([name, said]) => [
      name,
      networkOf(name, String(said), `${file}: external.${name}`),
    ]),
  );
}
