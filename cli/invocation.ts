/** This repository's package, whose npm scripts bring the toolchain along. */
const ownPackage = "pulumi-bulkhead";

/** Commands that have a script of their own. */
const scripts: readonly string[] = ["up", "down"];

/**
 * How to type a command, the way this one was typed: through this repository's npm scripts, through npx, or directly.
 *
 * @param command with its options: `down --data`.
 * @example invocation("down --data") // "npm run down -- --data"
 */
export function invocation(command: string, env: NodeJS.ProcessEnv = process.env): string {
  const event = env["npm_lifecycle_event"];
  if (event === "npx") return `npx bulkhead ${command}`;
  if (event === undefined || env["npm_package_name"] !== ownPackage) return `bulkhead ${command}`;
  const [name = "", ...options] = command.split(" ");
  if (!scripts.includes(name)) return `npm run -s bulkhead -- ${command}`;
  return options.length === 0 ? `npm run ${name}` : `npm run ${name} -- ${options.join(" ")}`;
}
