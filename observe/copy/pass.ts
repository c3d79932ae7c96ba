import { once } from "node:events";
import { PassThrough, type Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Extract, extract, pack } from "tar-stream";
import type { EntryCheck } from "./entry.ts";

/** Where an archive comes from, what it may hold, and where it goes. */
export interface Passage {
  readonly archive: Readable;
  readonly check: EntryCheck;
  /** Takes what is passed on, to its end; ends with an error once the signal is given. */
  readonly write: (archive: Readable, signal: AbortSignal) => Promise<void>;
  /** Hears the bytes of files that were passed on so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /**
   * Milliseconds that may pass, once something has failed, until everything that takes part has ended.
   *
   * @default 2000
   */
  readonly patience?: number;
}

/** What was copied. */
export interface Copied {
  readonly files: number;
  readonly bytes: number;
}

/** One entry, to be read. */
type Source = Extract extends AsyncIterable<infer One> ? One : never;

/**
 * Passes an archive on, entry by entry.
 *
 * @throws Error with the first thing that failed. It is thrown whatever becomes of the streams: one that is destroyed
 * while the engine answers may never say that it is closed.
 */
export async function pass({ archive, check, write, onProgress, patience = 2000 }: Passage): Promise<Copied> {
  const [unpacked, packed, sent] = [extract(), pack(), new PassThrough()];
  const breaking = new AbortController();
  const refused = Promise.withResolvers<never>();
  let [files, bytes] = [0, 0];
  const hand = async (entry: Source): Promise<void> => {
    const { header } = entry;
    // Kept as it is but for its name: mode, owner, time and what further headers say.
    const named = { ...header, pax: withoutPaths(header.pax as Pax), ...check.take(header) };
    // Streams of another kind, which the types know by less than they can.
    const out = packed.entry(named) as unknown as Writable;
    if (header.type !== "file") {
      entry.resume();
      out.end();
      return;
    }
    files += 1;
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      onProgress?.(bytes);
      if (!out.write(chunk)) await once(out, "drain", { signal: breaking.signal });
    }
    out.end();
  };
  const handing = async (): Promise<void> => {
    for await (const entry of unpacked) {
      try {
        await hand(entry);
      } catch (error) {
        // Said before the loop is left, which waits until the archive is closed.
        refused.reject(error);
        throw error;
      }
    }
    packed.finalize();
  };
  const parts = [
    pipeline(archive, unpacked),
    pipeline(packed, sent),
    write(sent, breaking.signal),
    handing(),
  ];
  try {
    await Promise.race([Promise.all(parts), refused.promise]);
  } catch (error) {
    breaking.abort();
    for (const stream of [archive, unpacked, packed, sent]) stream.destroy();
    await settled(parts, patience);
    throw error;
  }
  return { files, bytes };
}

/** Waits until all have ended, one way or the other, or the milliseconds are over. */
async function settled(parts: readonly Promise<unknown>[], patience: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, patience);
  await Promise.race([Promise.allSettled(parts), promise]);
  clearTimeout(timer);
}

type Pax = Readonly<Record<string, string>> | null | undefined;

/** The names that further headers give stand in the way of new ones. */
function withoutPaths(pax: Pax): Record<string, string> | null {
  if (!pax) return null;
  const { path: _, linkpath: __, size: ___, ...rest } = pax;
  return rest;
}
