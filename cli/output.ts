/** Results go to the output; everything about how they came to be, to the error stream (`say`, `step`). */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** True where colours are welcome. */
export function isTerminal(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env["NO_COLOR"];
}
