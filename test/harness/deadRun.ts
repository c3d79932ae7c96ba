import { spawn } from "node:child_process";
import { once } from "node:events";

/** The mark of a run of another process. */
export const markOf = (pid: number | undefined, kind = "t"): string => `${kind}${pid}x0a1b2c`;

/** The id of a process that is dead. */
export async function deadPid(): Promise<number | undefined> {
  const process = spawn("true");
  await once(process, "close");
  return process.pid;
}
