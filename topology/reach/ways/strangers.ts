import { othersId } from "../../model/topology.ts";
import { meetsHost, takesStrangers } from "../network.ts";
import { both } from "../truth.ts";
import type { View } from "../view.ts";
import { causeOf, only, type Way, way, wayBy } from "../way.ts";
import { portsOn, toOthers } from "./neighbours.ts";

/** On networks that are not only ours there may be workloads nobody here knows. */
export function strangers(view: View): Way[] {
  return view.networks.flatMap(network => {
    const open = takesStrangers(network);
    if (open === false) return [];
    const { id, defaultBridge, external } = network;
    const detail = defaultBridge
      ? `whatever names no network is on the engine's default bridge too`
      : external
        ? `network ${id} was made elsewhere: others may be on it too`
        : `network ${id} is attachable: any container of the swarm may join it`;
    const remedy = external ? "take a network of its own" : "do not make it attachable";
    const cause = causeOf("strangers", id, detail, remedy);
    return [
      ...way(only(othersId), portsOn(view, network), open, cause),
      ...way(view.crowd.on(network), toOthers, open, cause),
      ...wayBy(
        view.crowd.inHost,
        toOthers,
        view.rules.of(network, (...of) => both(open, meetsHost(...of))),
        cause,
      ),
    ];
  });
}
