import { spawn } from "node:child_process";
import { extname, join } from "node:path";
import type { HelperSource } from "../observe/index.ts";
import { ensureHelper } from "../tools/toolchain/helper.ts";

/** Where the helper comes from: this package, its sources, or the image that was named. */
export function helperSource(image: string | undefined): HelperSource {
  return { program: ensureHelper, ...(image === undefined ? {} : { image }) };
}

/** Watches that the helpers of a run go with it. */
export interface Warden {
  /** A word that the helpers of this run bear in their label. */
  readonly run: string;
  /** Says that they are gone: nothing is left to do. */
  dismiss(): void;
}

/** Waits in a shell, which costs nothing: it is hardly ever that there is something to do, and then it becomes who does it. */
const waiting = 'read -r said; [ "$said" = gone ] || exec "$0" "$@"';

/**
 * Starts a process that outlives this one, should this one be killed, and then removes its helpers. They end by
 * themselves once they run, as their input ends with this process; one that was made and not yet started does not.
 */
export function startWarden(): Warden {
  const run = crypto.randomUUID();
  const file = join(import.meta.dirname, `warden${extname(import.meta.filename)}`);
  const remove = [process.execPath, "--disable-warning=ExperimentalWarning", file, run] as const;
  const [program, ...args] =
    process.platform === "win32" ? remove : (["/bin/sh", "-c", waiting, ...remove] as const);
  const child = spawn(program, args, { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  // One that cannot be started is no reason not to look.
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined);
  child.unref();
  return { run, dismiss: () => child.stdin.end("gone") };
}
