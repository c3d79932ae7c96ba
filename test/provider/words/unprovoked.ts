import type { EntryName } from "../../../engine/translate.ts";

/** What no test brings both engines to say, and why: rows of docs/engines.md, in these words. */
export const unprovoked: Partial<Readonly<Record<EntryName, string>>> = {
  "no-ipv6-subnet-left":
    "29 always has IPv6 subnets to give; where its pools are set otherwise and used up, it does not say of which family. 20.10 says so in [provider/networkProperties](../test/provider/networkProperties.test.ts).",
  "lost-track":
    "It takes an engine that dies between two steps of one start, a few milliseconds apart; seen on 20.10, when its process was killed while containers started.",
};
