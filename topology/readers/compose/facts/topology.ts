import type { Maybe } from "../../../model/known.ts";
import type { Network } from "../../../model/network.ts";
import { mergeFragments, type Topology } from "../../../model/topology.ts";
import type { Workload } from "../../../model/workload.ts";
import { defaultBridge } from "../../resources/network.ts";
import type { RunningService } from "../load/services.ts";
import type { Session } from "../load/session.ts";
import type { Lookup } from "../variables/substitute.ts";
import { sourceOf } from "../yaml/sourceText.ts";
import { type Entry, entries, field, type Mapping, type Value } from "../yaml/value.ts";
import { networkOfMode } from "./attachments.ts";
import type { Described } from "./described.ts";
import { engineNetworks, idsOf, serviceId } from "./names.ts";
import { external, networksOf } from "./networks.ts";
import type { Positions } from "./positions.ts";
import { plainText, text } from "./scalars.ts";
import { volumesOf } from "./volumes.ts";
import { workloadOf } from "./workload.ts";

/** What a project is read with. */
export interface Reading {
  readonly session: Session;
  readonly lookup: Lookup;
  readonly positions: Positions;
  /** What is said of networks that are made elsewhere. */
  readonly external: Described;
}

/** A project's topology. Compose files declare no flows. */
export function topologyOf(
  name: string,
  project: string,
  document: Mapping,
  services: readonly RunningService[],
  reading: Reading,
): Topology {
  const { session, positions } = reading;
  const declared = withDefault(field(document, "networks"), services);
  const modes = services.flatMap(({ value }) => networkOfMode(value) ?? []);
  const ids = idsOf(declared, project, [...engineNetworks, ...modes]);
  const volumeIds = idsOf(field(document, "volumes"), project);
  const own = networksOf(declared, ids, reading.external).filter(({ id }) => !engineNetworks.includes(id));
  const others = modes.filter(mode => !own.some(({ id }) => id === mode));
  const usesBridge = modes.includes("bridge") || [...ids.values()].includes("bridge");
  const networks = [
    ...own,
    ...others.filter(mode => !engineNetworks.includes(mode)).map(mode => external(mode, reading.external)),
    ...(usesBridge ? [defaultBridge] : []),
  ];
  for (const { name: key, key: place } of entries(declared))
    positions.set(["networks", ids.get(key) ?? key], place);
  const volumes = volumesOf(field(document, "volumes"), volumeIds);
  for (const { name: key, key: place } of entries(field(document, "volumes"))) {
    positions.set(["volumes", volumeIds.get(key) ?? key], place);
  }
  const around = {
    ...reading,
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
  };
  const workloads = services.map(service => workloadOf(service, around));
  noteUndescribed(networks, workloads, reading, declared);
  const variables = Object.fromEntries(
    [...session.variablePlaces].map(([one, place]) => [one, sourceOf(place)]),
  );
  return {
    ...mergeFragments(name, [{ workloads, networks, volumes }]),
    ...(session.variablePlaces.size === 0 ? {} : { variables }),
  };
}

/** Says once which networks are made elsewhere, where nobody says what they are. */
function noteUndescribed(
  networks: readonly Network[],
  workloads: readonly Workload[],
  { session, external: described }: Reading,
  declared: Value | undefined,
): void {
  const used = new Set(workloads.flatMap(({ attachments }) => attachments.map(({ network }) => network)));
  const names = networks
    // The engine's own bridge is what it is on every engine.
    .filter(({ defaultBridge: isEngines }) => !isEngines)
    .filter(({ id, external: isExternal }) => isExternal && used.has(id) && !Object.hasOwn(described, id))
    .map(({ id }) => id);
  const [first] = names;
  const place = entries(declared)[0]?.key ?? workloads[0]?.source?.file;
  if (first === undefined || place === undefined) return;
  const [which, they, are] =
    names.length === 1
      ? [`Network ${first} is`, "it", "is"]
      : [`Networks ${names.join(", ")} are`, "they", "are"];
  const message = `${which} made elsewhere, and who else is there is not known. Say what ${they} ${are}, e.g. --external ${first}=bridge.`;
  session.remarks.add(typeof place === "string" ? place : place.in.file, message);
}

/** Services that name no network, or the one called default, are on one of their project's own. */
function withDefault(declared: Value | undefined, services: readonly RunningService[]): Value | undefined {
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

function containersOf(services: readonly RunningService[]): Map<string, string> {
  return new Map(
    services.flatMap(({ name, value }) => {
      const container = plainText(value, "container_name");
      return container === undefined ? [] : [[container, serviceId(name)] as const];
    }),
  );
}
