import { engine } from "./engine.ts";

/** What engines do differently, as tests see it. */
export interface Difference {
  /** What was tried, in words. */
  readonly tried: string;
  /** What earlier releases make of it. */
  readonly before: string;
  /** What later ones make of it. */
  readonly now: string;
  /** The first release that does so. */
  readonly since: `${number}.${number}`;
}

/** Differences that tests hold, each a row of docs/engines.md. */
export const differences = {
  /** A word of the prober: what is closed is closed on both. */
  beyondInternal: {
    tried: "A call from a container with internal networks only to an address of another network",
    before: "timeout",
    now: "unreachable",
    since: "25.0",
  },
  /** Engines that know the setting ask every 5 s without it, which the provider does not leave at that. */
  startInterval: {
    tried:
      "The time between checks of health in a start period, where a container of this provider says nothing of it",
    before: "interval",
    now: "500ms",
    since: "25.0",
  },
} as const satisfies Readonly<Record<string, Difference>>;

/** What the engine that the tests run on makes of it. */
export async function told({ before, now, since }: Difference): Promise<string> {
  const { engine: version } = await engine.version();
  return isSince(version, since) ? now : before;
}

/** Whether a version is of a release or of a later one. */
export function isSince(version: string, release: string): boolean {
  const [found, wanted] = [version, release].map(text =>
    text.split(".").map(part => Number.parseInt(part, 10)),
  );
  const [major = 0, minor = 0] = found ?? [];
  const [oldestMajor = 0, oldestMinor = 0] = wanted ?? [];
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
