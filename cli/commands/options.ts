import { Option } from "commander";

/** Options that several commands share. */
export const stackOption = (): Option =>
  new Option("-s, --stack <name>", "the stack; the selected one by default");
export const cwdOption = (): Option =>
  new Option("-C, --cwd <folder>", "a folder of the Pulumi project").default(".");
export const probeImageOption = (): Option =>
  new Option("--probe-image <image>", "an image with python3 for the probes; the project's own by default");
export const policyConfigOption = (): Option =>
  new Option(
    "--policy-config <file>",
    "levels and settings of the rules; policy/STACK.json beside the program by default",
  );
export const exceptionsOption = (): Option =>
  new Option(
    "--exceptions <file>",
    "reviewed exceptions; policy/exceptions.yaml beside the program by default",
  );
export const quietOption = (): Option =>
  new Option("-q, --quiet", "say nothing beside the result").default(false);

/** Writes an example below a command's help. */
export function example(...lines: readonly string[]): string {
  return ["", "Example:", ...lines.map(line => `  ${line}`)].join("\n");
}
