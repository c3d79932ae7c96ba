import { readFile } from "node:fs/promises";
import { setInterval } from "node:timers/promises";

/** Milliseconds between two looks: what a process takes after the last one is missed. */
const interval = 100;

/**
 * Watches the resident memory of processes until it is told to stop; gives the highest peak in bytes. The kernel keeps
 * each peak by itself, so the looks only have to come late enough.
 *
 * @param pidFile where each process writes a line with its id; it need not exist yet.
 * @returns undefined where there was no such process, or no /proc.
 */
export async function watchPeakMemory(pidFile: string, stop: AbortSignal): Promise<number | undefined> {
  let peak: number | undefined;
  try {
    for await (const _ of setInterval(interval, undefined, { signal: stop })) {
      for (const pid of await linesOf(pidFile)) {
        const now = await peakOf(pid);
        if (now !== undefined) peak = Math.max(peak ?? 0, now);
      }
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  return peak;
}

async function linesOf(path: string): Promise<string[]> {
  // Nothing has started yet.
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\n").filter(line => line !== "");
}

async function peakOf(pid: string): Promise<number | undefined> {
  // It has ended by now.
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
