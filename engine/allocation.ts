import { lookAgain } from "./services.ts";

/** Milliseconds that a swarm may take; it goes on with that by itself. */
const patience = 5_000;

/**
 * Looks at something until a swarm has given it what it gives a moment after its creation, such as a subnet or a port.
 *
 * @returns what was seen last, which after five seconds may be without.
 */
export async function onceAllocated<Seen>(
  look: () => Promise<Seen>,
  isAllocated: (seen: Seen) => boolean,
  signal: AbortSignal,
): Promise<Seen> {
  const end = Date.now() + patience;
  for (;;) {
    const seen = await look();
    if (isAllocated(seen) || Date.now() >= end) return seen;
    await lookAgain(signal);
  }
}
