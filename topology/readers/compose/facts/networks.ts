import { type Network, plainNetwork, unknownDriver, unknownNetwork } from "../../../model/network.ts";
import { networkBehaviour } from "../../bridge.ts";
import { sourceOf } from "../yaml/sourceText.ts";
import { type Entry, entries, field, items, type Value } from "../yaml/value.ts";
import type { Described } from "./described.ts";
import { type Ids, isExternal } from "./names.ts";
import { labels } from "./pairs.ts";
import { flag, known, plainText, texts, written } from "./scalars.ts";

/** The networks a file describes; those every engine has are the services' matter. */
export function networksOf(declared: Value | undefined, ids: Ids, described: Described): Network[] {
  return entries(declared).map(entry => networkOf(ids.get(entry.name) ?? entry.name, entry, described));
}

function networkOf(id: string, { key, value }: Entry, described: Described): Network {
  if (isExternal(value)) return { ...external(id, described), source: sourceOf(key) };
  const driver =
    plainText(value, "driver") ?? (field(value, "driver") === undefined ? "bridge" : unknownDriver);
  const subnets = texts(
    items(field(field(value, "ipam"), "config")).flatMap(config => field(config, "subnet") ?? []),
  );
  const named = labels(field(value, "labels"));
  const unknowns = {
    ...(subnets.unknown === undefined ? {} : { subnets: subnets.unknown }),
    ...(named.unknown === undefined ? {} : { labels: named.unknown }),
  };
  const [ipv4, ipv6] = [flag(value, "enable_ipv4") ?? true, flag(value, "enable_ipv6") ?? false];
  return {
    ...plainNetwork(id),
    ...(ipv4 === true ? {} : { ipv4 }),
    ...(ipv6 === false ? {} : { ipv6 }),
    driver: driver === "" || driver === "default" ? "bridge" : driver,
    internal: flag(value, "internal") ?? false,
    attachable: flag(value, "attachable") ?? false,
    subnets: subnets.items,
    labels: named.items,
    source: sourceOf(key),
    ...networkBehaviour(driver, optionsOf(value)),
    ...(Object.keys(unknowns).length === 0 ? {} : { unknowns }),
  };
}

function optionsOf(network: Value): ReadonlyMap<string, ReturnType<typeof known>> {
  const options = entries(field(network, "driver_opts"));
  return new Map(options.map(({ name, value }) => [name, known(written(value))]));
}

/** A network that another project made: the file says nothing of it but its name. */
export function external(id: string, described: Described): Network {
  const said = Object.hasOwn(described, id) ? described[id] : undefined;
  // Whoever describes it says nothing of its options, which are the engine's own then, nor of who else is on it.
  if (said !== undefined) return { ...plainNetwork(id), ...said, external: true };
  const unknown = `network ${id} is made elsewhere`;
  return {
    ...unknownNetwork(id, unknown),
    attachable: { unknown },
    encrypted: { unknown },
    unknowns: { subnets: unknown, labels: unknown },
  };
}
