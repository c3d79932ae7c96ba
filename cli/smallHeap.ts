import { statSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

/**
 * Keeps the part of the heap that new objects are made in as small as it is. It doubles whenever much of what is new
 * lives on, to tens of megabytes, which a command that mostly waits for the engine gains nothing by.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/**
 * Keeps a check of small files from being compiled to fast code, which takes more memory than it saves time there: a
 * quarter of all. For what reads a lot it is the other way round, and what a stack comes to is not known before.
 *
 * @param words of the command line.
 */
export function keepSmall([command, ...words]: readonly string[]): void {
  if (command !== "check") return;
  const sizes = words.flatMap(sizeOf);
  if (sizes.length === 0 || sizes.reduce((sum, size) => sum + size, 0) > mostBytes) return;
  keepHeapSmall();
  for (const flag of ["--no-opt", "--no-maglev"]) setFlagsFromString(flag);
}

/** Of a file or a folder; nothing for what is neither, or cannot be looked at. */
function sizeOf(word: string): number | [] {
  try {
    return statSync(word).size;
  } catch {
    return [];
  }
}

/** Takes that back, where it turns out that there is more to do than it looked like. */
export function workHard(): void {
  for (const flag of ["--opt", "--maglev", "--semi-space-growth-factor=2"]) setFlagsFromString(flag);
}

/** Some 250 services, as they are written in compose files. */
const mostBytes = 200_000;
