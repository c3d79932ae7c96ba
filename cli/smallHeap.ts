import { setFlagsFromString } from "node:v8";

/**
 * Keeps the part of the heap that new objects are made in as small as it is. It doubles whenever much of what is new
 * lives on, to tens of megabytes, which a command that mostly waits for the engine gains nothing by.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
