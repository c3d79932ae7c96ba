import {
  type HostRoute,
  hostRoutes,
  kernelAbilities,
  listNetworks,
  type NetworkInspect,
} from "../../engine/index.ts";
import { ownedBy, ownerLabel } from "../ownership.ts";
import { isList, isObject, type Properties, reveal, Secret, type Value } from "../protocol/values.ts";
import { canonicalSubnet, contains, familyOf, overlap } from "../tables/address.ts";
import type { CheckFailure } from "../tables/check.ts";
import { freeSubnet, likewiseIn, prefixOf } from "../tables/freeSubnet.ts";
import type { PoolInput } from "./networkComplaints.ts";
import type { Operation, Settled } from "./resource.ts";

/**
 * By this label a component says that a network may have another subnet of its pool than the one it asks for:
 * `10.64.3.32/27 of 10.64.0.0/10`. It is for this plugin alone and goes no further.
 */
export const placedLabel = "bulkhead.placed";

/** Milliseconds a preview waits for an engine's networks. */
const patience = 5_000;

/**
 * Finds a network its place past what the engine and its host have. What is placed once stays: it stands in the state.
 * A subnet that was chosen is not moved; it is said what it overlaps. Where no engine answers, what is asked for holds.
 *
 * @param olds inputs as the state has them, without secrets; empty for a network to be made.
 */
export async function placeNetwork(
  operation: Operation | undefined,
  olds: Properties,
  given: Properties,
): Promise<Settled> {
  const known = reveal(given) as Properties;
  const unable = await unableToEncrypt(operation, olds, known);
  if (unable !== undefined) return { inputs: given, failures: [unable] };
  const request = requestOf(known);
  const news = withoutLabel(given, olds);
  const before = subnetsOf(olds);
  const asked = subnetsOf(known);
  const kept = request === undefined ? asked : before.filter(one => fits(one, request));
  const stays = kept.length > 0 && kept.every((one, index) => one === before[index]);
  if (operation === undefined) return { inputs: stays ? moved(news, request, kept[0]) : news, failures: [] };
  const { subnets, owner } = operation;
  const name = textIn(olds, "name") ?? subnets.get(owner.urn)?.name;
  const stand = (at: readonly string[]): void => void subnets.set(owner.urn, { subnets: at, name });
  if (stays) {
    stand(kept);
    await tellOfRoutes(operation, kept, name);
    return { inputs: moved(news, request, kept[0]), failures: [] };
  }
  const isOverlay = textIn(known, "driver") === "overlay" && request !== undefined;
  if (asked.length === 0 || !(isPlacedHere(known, request !== undefined) || isOverlay))
    return { inputs: news, failures: [] };
  const networks = await networksOf(operation);
  const others = networks?.filter(one => one.Name !== name && !ownedBy(one.Labels, owner)) ?? [];
  if (request === undefined) {
    stand(asked);
    await tellOfRoutes(operation, asked, name);
    return { inputs: news, failures: overlapFailures(asked, others, operation) };
  }
  const wish = subnets.get(owner.urn)?.subnets.find(one => fits(one, request)) ?? request.wish;
  const place = freeSubnet(wish, request.pool, [
    ...others.flatMap(poolsOf),
    ...foreignRoutes(operation, networks ?? []).map(({ subnet }) => subnet),
    ...[...subnets].flatMap(([urn, one]) => (urn === owner.urn ? [] : one.subnets)),
  ]);
  if (place === undefined) {
    const reason = `the pool ${request.pool} has no room left for a /${prefixOf(wish)} past what the engine and this host have; give its component another pool, or remove networks that nobody needs`;
    return { inputs: news, failures: [{ property: "ipamConfigs", reason }] };
  }
  stand([place]);
  return { inputs: moved(news, request, place), failures: [] };
}

/** An overlay that is to be encrypted by a kernel that cannot: nothing would get through it, and nobody would be told. */
async function unableToEncrypt(
  operation: Operation | undefined,
  olds: Properties,
  known: Properties,
): Promise<CheckFailure | undefined> {
  const options = isObject(known["options"]) ? known["options"] : {};
  if (operation === undefined || known["driver"] !== "overlay" || options["encrypted"] === undefined)
    return undefined;
  // One that stands was made where that was possible.
  const before = isObject(olds["options"]) ? olds["options"] : {};
  if (before["encrypted"] !== undefined) return undefined;
  const { encryption } = await kernelAbilities(operation.engine);
  if (encryption !== false) return undefined;
  const reason =
    "the kernel of this engine's host cannot encrypt (it is built without ESP), and nothing would get through this network; " +
    "where the wire between the nodes is trusted, leave it out (`encrypted: false` of a component's placement)";
  return { property: "options.encrypted", reason };
}

/** What a component asks for, in one address pool with nothing in it but a subnet and its gateway. */
interface Request {
  readonly wish: string;
  readonly gateway: string;
  readonly pool: string;
  readonly config: { readonly [key: string]: Value };
}

function requestOf(known: Properties): Request | undefined {
  const label = labelsOf(known["labels"]).find(isPlacedLabel);
  const [wish = "", pool = ""] = String(label?.["value"] ?? "").split(" of ");
  const [config, ...others] = isList(known["ipamConfigs"]) ? known["ipamConfigs"] : [];
  if (!isObject(config) || others.length > 0) return undefined;
  const { subnet, gateway, ...more } = config;
  // A transform has given it another.
  if (subnet !== wish || typeof gateway !== "string" || Object.values(more).some(holdsText)) return undefined;
  const isSound = familyOf(wish) === 4 && contains(pool, wish) && contains(wish, gateway);
  return isSound ? { wish, gateway, pool, config } : undefined;
}

function fits(subnet: string, { wish, pool }: Request): boolean {
  return contains(pool, subnet) && prefixOf(subnet) === prefixOf(wish);
}

function moved(news: Properties, request: Request | undefined, to: string | undefined): Properties {
  if (request === undefined || to === undefined || to === request.wish) return news;
  const gateway = likewiseIn(to, request.gateway, request.wish);
  return { ...news, ipamConfigs: [{ ...request.config, subnet: to, gateway }] };
}

/** Without the label, unless the network has it, of a plugin that left it there: taking it off would replace that. */
function withoutLabel(given: Properties, olds: Properties): Properties {
  const labels = given["labels"];
  const list = labels instanceof Secret ? labels.value : labels;
  if (list === undefined || !isList(list) || !list.some(isPlacedLabel)) return given;
  const there = labelsOf(olds["labels"]).filter(isPlacedLabel);
  const left = list.flatMap((one): readonly Value[] => (isPlacedLabel(one) ? there : [one]));
  return { ...given, labels: labels instanceof Secret ? new Secret(left) : left };
}

function isPlacedLabel(value: Value): value is { readonly [key: string]: Value } {
  return isObject(value) && value["label"] === placedLabel;
}

function labelsOf(labels: Value): readonly Value[] {
  return isList(labels) ? labels : [];
}

function holdsText(value: Value): boolean {
  return value !== undefined && value !== null && value !== "" && !(isList(value) && value.length === 0);
}

function textIn(properties: Properties, key: string): string | undefined {
  const value = properties[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function subnetsOf(inputs: Properties): string[] {
  const configs = isList(inputs["ipamConfigs"]) ? inputs["ipamConfigs"] : [];
  return configs.flatMap(config => {
    const subnet = isObject(config) ? (config as PoolInput).subnet : undefined;
    return typeof subnet === "string" ? (canonicalSubnet(subnet) ?? []) : [];
  });
}

/**
 * Whether its subnet is this engine's alone: of a bridge, or of a macvlan that is told to be placed, upon one. Networks of
 * other kinds may have a subnet that a bridge has, too; an overlay that a component made is moved past both.
 */
function isPlacedHere(known: Properties, isAsked: boolean): boolean {
  const of = (key: string, ...usual: string[]): boolean =>
    [undefined, "", ...usual].includes(textOrElse(known[key]));
  return of("driver", "bridge", ...(isAsked ? ["macvlan"] : [])) && of("ipamDriver", "default");
}

function textOrElse(value: Value): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

/** The engine's networks; undefined where it does not answer, of which nobody needs to know before they are made. */
async function networksOf({ engine }: Operation): Promise<NetworkInspect[] | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), patience);
  });
  try {
    return await Promise.race([listNetworks(engine), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

function poolsOf({ IPAM }: NetworkInspect): string[] {
  return (IPAM.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []);
}

/** What the engine would say when the network is made, and everything before it is. */
function overlapFailures(
  asked: readonly string[],
  others: readonly NetworkInspect[],
  { owner }: Operation,
): CheckFailure[] {
  // One of this stack may have moved away by then.
  const foreign = others.filter(
    ({ Labels, Scope }) =>
      Scope === "local" && owner.provider !== undefined && Labels?.[ownerLabel] !== owner.provider,
  );
  return asked.flatMap((subnet, index) => {
    const other = foreign.find(one => overlap([subnet], poolsOf(one)));
    if (other === undefined) return [];
    const there = poolsOf(other).find(one => overlap([subnet], [one])) ?? "";
    const reason = `${subnet} overlaps ${there} of the network ${other.Name}; choose another subnet, or remove that network if nobody needs it`;
    return [{ property: `ipamConfigs[${index}].subnet`, reason }];
  });
}

/** Routes of the engine's host but those of its own networks, whatever their devices are called. */
function foreignRoutes({ engine }: Operation, networks: readonly NetworkInspect[]): HostRoute[] {
  const own = new Set(networks.flatMap(poolsOf));
  return hostRoutes(engine.address).filter(({ subnet }) => !own.has(subnet));
}

/** Says what the host reaches elsewhere, and will not any more (or does not, since the network stands). */
async function tellOfRoutes(
  operation: Operation,
  subnets: readonly string[],
  name: string | undefined,
): Promise<void> {
  const { engine, warn } = operation;
  const crossing = hostRoutes(engine.address).filter(({ subnet }) => overlap([subnet], subnets));
  if (crossing.length === 0) return;
  const networks = await networksOf(operation);
  if (networks === undefined) return;
  const [route] = foreignRoutes(operation, networks).filter(one =>
    crossing.some(same => same.subnet === one.subnet),
  );
  if (route === undefined) return;
  const [mine = ""] = subnets.filter(one => overlap([one], [route.subnet]));
  warn(
    `${name === undefined ? "It is to have" : `${name} has`} ${mine}, which this host routes elsewhere too: ${route.subnet} (${route.device}). ` +
      "Who is there cannot be reached by its containers, nor by this host. Give it another subnet, or its component another pool; that replaces it.",
  );
}
