import type { Maybe } from "../../../model/known.ts";
import { mergeFragments, type Topology } from "../../../model/topology.ts";
import { defaultBridge } from "../../resources/network.ts";
import type { Session } from "../load/session.ts";
import type { Lookup } from "../variables/substitute.ts";
import { sourceOf } from "../yaml/sourceText.ts";
import { type Entry, entries, field, type Mapping, type Value } from "../yaml/value.ts";
import { networkOfMode } from "./attachments.ts";
import { engineNetworks, idsOf, serviceId } from "./names.ts";
import { external, networksOf } from "./networks.ts";
import type { Positions } from "./positions.ts";
import { plainText, text } from "./scalars.ts";
import { volumesOf } from "./volumes.ts";
import { workloadOf } from "./workload.ts";

/** One service that is to run. */
export type NamedService = Entry & { readonly name: string };

/** A project's topology. Compose files declare no flows. */
export function topologyOf(
  name: string,
  project: string,
  document: Mapping,
  services: readonly NamedService[],
  session: Session,
  lookup: Lookup,
  positions: Positions,
): Topology {
  const declared = withDefault(field(document, "networks"), services);
  const modes = services.flatMap(({ value }) => networkOfMode(value) ?? []);
  const ids = idsOf(declared, project, [...engineNetworks, ...modes]);
  const volumeIds = idsOf(field(document, "volumes"), project);
  const own = networksOf(declared, ids).filter(({ id }) => !engineNetworks.includes(id));
  const others = modes.filter(mode => !own.some(({ id }) => id === mode));
  const usesBridge = modes.includes("bridge") || [...ids.values()].includes("bridge");
  const networks = [
    ...own,
    ...others.filter(mode => !engineNetworks.includes(mode)).map(external),
    ...(usesBridge ? [defaultBridge] : []),
  ];
  for (const { name: key, key: place } of entries(declared))
    positions.set(["networks", ids.get(key) ?? key], place);
  const volumes = volumesOf(field(document, "volumes"), volumeIds);
  for (const { name: key, key: place } of entries(field(document, "volumes"))) {
    positions.set(["volumes", volumeIds.get(key) ?? key], place);
  }
  const around = {
    session,
    lookup,
    networks: ids,
    bindings: bindingsOf(declared, ids),
    storage: {
      services: new Map(services.map(service => [service.name, service.value])),
      volumes: volumeIds,
      secrets: field(document, "secrets"),
      configs: field(document, "configs"),
      budget: session.budget,
    },
    containers: containersOf(services),
    described: networks,
    positions,
  };
  const workloads = services.map(service => workloadOf(service.name, service, around));
  const variables = Object.fromEntries(
    [...session.variablePlaces].map(([one, place]) => [one, sourceOf(place)]),
  );
  return {
    ...mergeFragments(name, [{ workloads, networks, volumes }]),
    ...(session.variablePlaces.size === 0 ? {} : { variables }),
  };
}

/** Services that name no network, or the one called default, are on one of their project's own. */
function withDefault(declared: Value | undefined, services: readonly NamedService[]): Value | undefined {
  const user = services.find(({ value }) => {
    const named = entries(field(value, "networks"));
    const isOnDefault = named.length === 0 || named.some(({ name }) => name === "default");
    return isOnDefault && field(value, "network_mode") === undefined;
  });
  if (user === undefined || entries(declared).some(({ name }) => name === "default")) return declared;
  const implicit: Entry = { key: user.key, value: { kind: "scalar", value: null, place: user.key } };
  const all = new Map(declared?.kind === "mapping" ? declared.entries : []);
  return { kind: "mapping", place: user.key, entries: all.set("default", implicit) };
}

/** @see https://docs.docker.com/engine/network/drivers/bridge/#options */
const bindingOption = "com.docker.network.bridge.host_binding_ipv4";

function bindingsOf(
  declared: Value | undefined,
  ids: ReadonlyMap<string, string>,
): Map<string, Maybe<string>> {
  return new Map(
    entries(declared).flatMap(({ name, value }) => {
      const address = text(field(value, "driver_opts"), bindingOption);
      return address === undefined ? [] : [[ids.get(name) ?? name, address] as const];
    }),
  );
}

function containersOf(services: readonly NamedService[]): Map<string, string> {
  return new Map(
    services.flatMap(({ name, value }) => {
      const container = plainText(value, "container_name");
      return container === undefined ? [] : [[container, serviceId(name)] as const];
    }),
  );
}
