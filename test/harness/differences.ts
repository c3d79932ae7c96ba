import { engine } from "./engine.ts";

/** What engines do differently, as tests see it: a row of docs/engines.md, in its words. */
export interface Difference {
  /** What was tried. */
  readonly tried: string;
  /** What earlier releases make of it. Where a test looks for the word itself, it stands in backticks. */
  readonly before: string;
  /** What later ones make of it. */
  readonly now: string;
  /** The first release that does so; the first one it was seen on where no source names it. */
  readonly since: `${number}.${number}` | `seen on ${number}`;
}

/** Differences that tests hold. */
export const differences = {
  /** A word of the prober: what is closed is closed on both. */
  beyondInternal: {
    tried: "A call from a container with internal networks only to an address of another network",
    before: "`timeout`",
    now: "`unreachable`",
    since: "25.0",
  },
  /** Engines that know the setting ask every 5 s without it, which the provider does not leave at that. */
  startInterval: {
    tried:
      "The time between checks of health in a start period, where a container of this provider says nothing of it",
    before: "`interval`",
    now: "`500ms`",
    since: "25.0",
  },
  ipv6WithoutSubnet: {
    tried: "A network with `ipv6` and no IPv6 subnet",
    before: "refused, unless the engine has pools for it",
    now: "gets one",
    since: "27.0",
  },
  gatewayShown: {
    tried: "A network without a gateway of its own, as inspected",
    before: "without one",
    now: "with the one the engine chose",
    since: "seen on 29",
  },
  changedMac: {
    tried: "Another MAC address is asked for, of a container that is there",
    before: "the container is replaced",
    now: "changed in place (API 1.54)",
    since: "seen on 29",
  },
  importedMac: {
    tried: "A MAC address that was asked for, of a container that is imported",
    before: "said, and not kept, as `macAddress` needs API 1.44",
    now: "becomes part of the inputs",
    since: "25.0",
  },
  annotations: {
    tried: "Annotations of a container that is imported",
    before: "there are none",
    now: "said, and not kept (API 1.43)",
    since: "24.0",
  },
  storageOpts: {
    tried: "`storageOpts` of a container",
    before: "refused, unless its files are on XFS with quotas",
    now: "taken and ignored with the containerd store; refused here",
    since: "29.0",
  },
} as const satisfies Readonly<Record<string, Difference>>;

/** The word that the engine the tests run on has for it. */
export async function told(difference: Difference): Promise<string> {
  return ((await isLater(difference)) ? difference.now : difference.before).replaceAll("`", "");
}

/** Whether the engine that the tests run on is one of the later ones. */
export async function isLater({ since }: Difference): Promise<boolean> {
  return isSince((await engine.version()).engine, since.replace("seen on ", ""));
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
