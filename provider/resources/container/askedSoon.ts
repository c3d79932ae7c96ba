import { PassThrough, Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { type ContainerInspect, type Engine, execIn, inspectContainer } from "../../../engine/index.ts";
import { soon, startIntervalApi } from "./health.ts";

/**
 * Asks a container that starts whether it is well, as its health check does, until it is. An engine that knows no start
 * interval asks for the first time when a whole interval is over: who waits for a check that passes at once would wait
 * for that long.
 *
 * @param container as it was seen when it started.
 * @returns the container once it is well; undefined where the engine itself asks soon enough, or the signal came first.
 */
export async function askedSoon(
  engine: Engine,
  container: ContainerInspect,
  signal: AbortSignal,
): Promise<ContainerInspect | undefined> {
  const command = commandOf(container);
  if (command === undefined || (await engine.speaks(startIntervalApi))) return undefined;
  try {
    while (!(await isWell(engine, container.Id, command))) await pause(soon / 1e6, undefined, { signal });
  } catch {
    // Who breaks it off says why; and of a container that is gone or has ended the engine tells better.
    return undefined;
  }
  return await inspectContainer(engine, container.Id);
}

/** What a check runs, where there is one that has a start period and is not asked soon anyway. */
function commandOf({ Config }: ContainerInspect): readonly string[] | undefined {
  const { Healthcheck: health, Shell: shell } = Config;
  if (!health?.StartPeriod || (health.Interval ?? Number.POSITIVE_INFINITY) <= soon) return undefined;
  const [kind, ...words] = health.Test ?? [];
  if (kind === "CMD") return words;
  return kind === "CMD-SHELL" ? [...(shell ?? ["/bin/sh", "-c"]), ...words] : undefined;
}

async function isWell(engine: Engine, id: string, command: readonly string[]): Promise<boolean> {
  const unheard = new PassThrough().resume();
  const stdin = Readable.from([]);
  return (
    (await execIn(engine, id, { command, terminal: false, stdin, stdout: unheard, stderr: unheard })) === 0
  );
}
