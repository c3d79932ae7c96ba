import { isQuiet } from "../tools/toolchain/progress.ts";

/** One line of a terminal that says how far something is, and is written over. */
export interface ProgressLine {
  show(text: string): void;
  clear(): void;
}

/** Nothing is written where nobody watches: in a pipe, or when asked to be quiet. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  if (!stream.isTTY || isQuiet()) return { show: () => undefined, clear: () => undefined };
  const erase = "\r\u001b[2K";
  return {
    show: text => {
      stream.write(`${erase}${text.slice(0, Math.max(20, stream.columns - 1))}`);
    },
    clear: () => {
      stream.write(erase);
    },
  };
}
