import { Help } from "commander";

/** Results go to the output; everything about how they came to be, to the error stream (`say`, `step`). */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/**
 * Breaks lines between words where the output is a terminal and they are longer than it is wide; in a pipe or a file
 * they stay as they are.
 *
 * @param indent spaces before what goes on.
 */
export function wrapped(text: string, indent = 0): string {
  const { isTTY, columns } = process.stdout;
  if (!isTTY || !columns) return text;
  const wrap = (line: string): string => new Help().boxWrap(line, columns - indent);
  return text
    .split("\n")
    .map(line => wrap(line).replaceAll("\n", `\n${" ".repeat(indent)}`))
    .join("\n");
}

/** True where colours are welcome. */
export function isTerminal(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env["NO_COLOR"];
}
