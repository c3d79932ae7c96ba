import { createInterface } from "node:readline";
import { PassThrough, type Readable, type Writable } from "node:stream";
import type { ContainerInspect } from "./api.ts";
import type { Engine } from "./engine.ts";

/** What to follow of a log. */
export interface FollowOptions {
  /** How many lines that are there already. */
  readonly tail: number | "all";
  /** Nothing older than this: seconds since 1970. */
  readonly since?: string;
  /** Ends the following. */
  readonly signal: AbortSignal;
}

/**
 * Gives a container's log line by line as it is written, until the container ends or the signal comes.
 *
 * @param onLine is given the time, as the engine writes it, and the line.
 */
export async function followLog(
  engine: Engine,
  { Id, Config }: Pick<ContainerInspect, "Id" | "Config">,
  { tail, since, signal }: FollowOptions,
  onLine: (time: string, line: string) => void,
): Promise<void> {
  const lines = [new PassThrough(), new PassThrough()] as const;
  const end = (): void => {
    for (const one of lines) one.end();
  };
  await engine.read(`follow the log of container ${Id.slice(0, 12)}`, async docker => {
    const stream = (await docker.getContainer(Id).logs({
      ...{ follow: true, stdout: true, stderr: true, timestamps: true, abortSignal: signal },
      ...(tail === "all" ? {} : { tail }),
      ...(since === undefined ? {} : { since }),
    })) as unknown as Readable;
    // A terminal's output comes as it is; any other in frames.
    if (Config.Tty === true) stream.pipe(lines[0] as Writable, { end: false });
    else docker.modem.demuxStream(stream, lines[0], lines[1]);
    for (const event of ["end", "close", "error"]) stream.on(event, end);
  });
  await Promise.all(
    lines.map(async input => {
      for await (const line of createInterface({ input })) {
        const at = line.indexOf(" ");
        onLine(line.slice(0, at), line.slice(at + 1));
      }
    }),
  );
}
