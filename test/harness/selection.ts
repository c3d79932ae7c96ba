import { existsSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { type EngineRelease, engineReleases } from "../../tools/toolchain/index.ts";
import { layers } from "./layers.ts";

/** Where tests are run: on no engine, on one of a release that the run starts by itself, on the one that answers here. */
export type Place = "none" | EngineRelease | "here";

/** A part of a run of tests. */
export interface SelectedPart {
  readonly place: Place;
  /** Mocha's arguments. */
  readonly args: readonly string[];
}

/** What `--engine` takes: a release, or the word for the engine that answers here. */
const engineNames = [...engineReleases, "here"] as const;

/**
 * Takes the arguments of `npm test` apart: `--engine`, files and folders, and what is Mocha's. A file or folder stands in
 * the place of all tests, and is run where its layer belongs.
 *
 * @throws Error for an engine there is none of.
 */
export function select(root: string, args: readonly string[]): SelectedPart[] {
  const { engine, rest } = takeEngine(args);
  const isPath = (arg: string): boolean => !arg.startsWith("-") && existsSync(join(root, arg));
  const paths = rest.filter(isPath);
  const options = [...settings(join(root, ".mocharc.json")), ...rest.filter(arg => !isPath(arg))];
  const places: readonly Place[] = ["none", ...(engine === undefined ? engineReleases : [engine])];
  return places.flatMap(place => {
    const runsThere = (layer: string | undefined): boolean => runsIn(layer, place, engine !== undefined);
    const specs = (paths.length === 0 ? ["test"] : paths).flatMap(path => specsOf(root, path, runsThere));
    return specs.length === 0 ? [] : [{ place, args: ["--no-config", ...options, ...specs] }];
  });
}

/** @param asked true where the engine was chosen: it is then taken for all that needs one. */
function runsIn(layer: string | undefined, place: Place, asked: boolean): boolean {
  // What belongs to no layer may need anything.
  const engines: readonly Place[] = layers[layer ?? ""]?.engines ?? engineReleases;
  if (place === "none") return engines.length === 0;
  return asked ? engines.length > 0 : engines.includes(place);
}

function takeEngine(args: readonly string[]): { engine?: Place; rest: readonly string[] } {
  const at = args.findIndex(arg => arg === "--engine" || arg.startsWith("--engine="));
  if (at < 0) return { rest: args };
  const joined = args[at]?.split("=")[1];
  const name = joined ?? args[at + 1] ?? "";
  const engine = engineNames.find(one => one === name);
  if (engine === undefined) {
    throw new Error(`There is no engine "${name}" to test on. Choose one of ${engineNames.join(", ")}.`);
  }
  return { engine, rest: args.toSpliced(at, joined === undefined ? 2 : 1) };
}

/** The tests at a path, as far as their layers are meant. */
function specsOf(root: string, path: string, isMeant: (layer: string | undefined) => boolean): string[] {
  const [top, layer] = relative(root, resolve(root, path)).split(sep);
  if (top === "test" && layer === undefined) {
    return Object.keys(layers)
      .filter(isMeant)
      .map(name => `test/${name}/**/*.test.ts`);
  }
  if (!isMeant(layer)) return [];
  return [statSync(join(root, path)).isDirectory() ? join(path, "**/*.test.ts") : path];
}

/** Mocha's configuration as options. */
function settings(file: string): string[] {
  const { spec: _, ...others } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  return Object.entries(others).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [value].flat().map(each => `--${name}=${each}`),
  );
}
