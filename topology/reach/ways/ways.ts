import type { View } from "../view.ts";
import type { Way } from "../way.ts";
import { hostControl } from "./control.ts";
import { hostItself, hostNeighbours, hostNetwork, hostsOwn } from "./host.ts";
import { legacyLinks } from "./links.ts";
import { sharedNamespaces, sharedNetworks, unknownPlaces } from "./neighbours.ts";
import { waysOut } from "./outside.ts";
import { publishedPorts } from "./published.ts";
import { relays } from "./relays.ts";
import { routing } from "./routing.ts";
import { strangers } from "./strangers.ts";
import { sharedVolumes } from "./volumes.ts";

/** Everything that may let a connection through, each in its own function; the union is who can reach whom. */
const mechanisms: readonly ((view: View) => Way[])[] = [
  sharedNetworks,
  legacyLinks,
  sharedNamespaces,
  unknownPlaces,
  publishedPorts,
  hostNetwork,
  hostsOwn,
  hostNeighbours,
  waysOut,
  hostItself,
  strangers,
  routing,
  sharedVolumes,
  hostControl,
];

export function waysOf(view: View): Way[] {
  const direct = mechanisms.flatMap(mechanism => mechanism(view));
  return [...direct, ...relays(view, direct)];
}
