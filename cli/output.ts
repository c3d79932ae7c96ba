/** Results go to the output; everything about how they came to be, to the error stream. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** How much is said beside the result. */
export interface Verbosity {
  readonly quiet: boolean;
}

export function note({ quiet }: Verbosity, text: string): void {
  if (!quiet) process.stderr.write(`${text}\n`);
}

/** True where colours and moving pictures are welcome. */
export function isTerminal(stream: NodeJS.WriteStream = process.stderr): boolean {
  return stream.isTTY === true && !process.env["NO_COLOR"];
}
