import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Mocha's arguments for those of `npm test`. Mocha adds files it is given to those its configuration names; here they
 * stand in their place, and a folder stands for all tests below it.
 */
export function mochaArguments(root: string, args: readonly string[]): string[] {
  const isPath = (arg: string): boolean => !arg.startsWith("-") && existsSync(join(root, arg));
  if (!args.some(isPath)) return [...args];
  const selected = args.map(arg =>
    isPath(arg) && statSync(join(root, arg)).isDirectory() ? join(arg, "**/*.test.ts") : arg,
  );
  return ["--no-config", ...settings(join(root, ".mocharc.json")), ...selected];
}

/** The configuration as options, but for the files it names. */
function settings(file: string): string[] {
  const { spec: _, ...others } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  return Object.entries(others).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [value].flat().map(each => `--${name}=${each}`),
  );
}
