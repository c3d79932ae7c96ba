import { buffer } from "node:stream/consumers";
import type { Engine } from "./engine.ts";

/** What to take of a container's log. */
export interface LogOptions {
  /** How many lines from the end, or all of them. @default "all" */
  readonly tail?: number | "all";
  readonly stdout?: boolean;
  readonly stderr?: boolean;
  readonly timestamps?: boolean;
  /** Seconds since 1970. */
  readonly since?: string;
  readonly until?: string;
  readonly details?: boolean;
  /** Wait for the container's end. @default false */
  readonly follow?: boolean;
  /** Breaks the waiting off. */
  readonly signal?: AbortSignal;
}

/** A container's log as text. Containers whose log driver keeps nothing give an empty text. */
export async function readLogs(engine: Engine, id: string, options: LogOptions = {}): Promise<string> {
  return unframe(await rawLog(engine, id, options));
}

/** A container's log as the engine gives it, with its frames; see {@link unframe}. */
export async function rawLog(engine: Engine, id: string, options: LogOptions = {}): Promise<Buffer> {
  const asked = {
    stdout: options.stdout ?? true,
    stderr: options.stderr ?? true,
    timestamps: options.timestamps ?? false,
    details: options.details ?? false,
    ...(options.tail === undefined || options.tail === "all" ? {} : { tail: options.tail }),
    ...(options.since === undefined ? {} : { since: options.since }),
    ...(options.until === undefined ? {} : { until: options.until }),
    ...(options.signal === undefined ? {} : { abortSignal: options.signal }),
  };
  return await engine.read(`read the log of container ${id.slice(0, 12)}`, async docker => {
    const container = docker.getContainer(id);
    if (!options.follow) return await container.logs({ ...asked, follow: false });
    return await buffer(await container.logs({ ...asked, follow: true }));
  });
}

/** The last lines a container logged, for error messages; empty when there are none to be had. */
export async function lastLogLines(engine: Engine, id: string, count = 10): Promise<string[]> {
  try {
    const text = await readLogs(engine, id, { tail: count });
    return text
      .split("\n")
      .filter(line => line.trim() !== "")
      .slice(-count);
  } catch {
    // An error message must not fail for want of its evidence (log drivers that cannot be read, a container gone).
    return [];
  }
}

/**
 * Takes the frames off a log: without a terminal the engine puts eight bytes before each piece
 * (stream, three zeros, length).
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export function unframe(raw: Buffer): string {
  const pieces: Buffer[] = [];
  let offset = 0;
  while (offset + 8 <= raw.length) {
    const stream = raw[offset];
    const framed = stream !== undefined && stream <= 2 && raw.readUIntBE(offset + 1, 3) === 0;
    if (!framed) break;
    const end = offset + 8 + raw.readUInt32BE(offset + 4);
    pieces.push(raw.subarray(offset + 8, end));
    offset = end;
  }
  if (offset < raw.length) pieces.push(raw.subarray(offset));
  return Buffer.concat(pieces).toString("utf8");
}
