import type { Level, Rule } from "../rule.ts";

/**
 * Levels for a kind of source. `stack` is the rules' own, for what declares who may call whom. `compose` is for files
 * that declare no flows and are handed on to be filled in: what hangs on that is told, and refuses nothing. `strict` has
 * every rule refuse.
 */
export type Profile = "compose" | "stack" | "strict";

export const profiles: readonly Profile[] = ["compose", "stack", "strict"];

/** What differs for compose files, and why. */
const ofCompose: Readonly<Record<string, Level>> = {
  // Who owns it is said in the repository that the file stands in.
  "owner-label": "disabled",
  // A compose file has no words for it.
  "flows-undeclared": "disabled",
  // The project's own network is a bridge unless the file says otherwise, and nobody outside is on it.
  "datastore-network": "advisory",
  // The engine takes the network whose name comes first: that is fixed, though seldom meant.
  "several-ways-out": "advisory",
  // Published files follow what is released; who deploys them pins it.
  "image-tag": "advisory",
  // They are there to be replaced by whoever deploys the file.
  "placeholder-credential": "advisory",
  // What asks for it is mostly a VPN or a resolver that exists for it.
  "network-capability": "advisory",
  // A machine on the wire is what the file asks for, in so many words.
  "outside-network": "advisory",
  // An address that the file fixes stays.
  "address-wiring": "advisory",
};

/** The level of a rule in a profile, unless the config says otherwise. */
export function levelIn(profile: Profile, { id, level }: Pick<Rule, "id" | "level">): Level {
  switch (profile) {
    case "stack":
      return level;
    case "compose":
      return ofCompose[id] ?? level;
    case "strict":
      return level === "disabled" ? "disabled" : "mandatory";
  }
}

/** A config by which the pack judges as a profile says: what differs from the rules' own levels. */
export function profileConfig(profile: Profile): Readonly<Record<string, Level>> {
  return profile === "strict" ? { all: "mandatory" } : profile === "compose" ? ofCompose : {};
}
