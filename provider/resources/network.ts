import {
  createNetwork,
  EngineFailure,
  failedWith,
  type IpamPool,
  inspectNetwork,
  listNetworks,
  type NetworkInspect,
  type NetworkSpec,
  onceAllocated,
  removeNetwork,
} from "../../engine/index.ts";
import { clearOrphans } from "../orphans.ts";
import { ownershipLabels } from "../ownership.ts";
import type { Properties } from "../protocol/values.ts";
import { canonicalAddress, canonicalSubnet, overlap } from "../tables/address.ts";
import { addressMapRule, addressRule, subnetRule } from "../tables/addressRules.ts";
import { importedInputs, observedInputs, rowOf, stateOf, writeRows } from "../tables/row.ts";
import { flag, map, object, set, text } from "../tables/shape.ts";
import { type LabelInput, labelInputs, labelList, labelMap } from "./labels.ts";
import { networkComplaints, type PoolInput } from "./networkComplaints.ts";
import { placeNetwork } from "./networkPlace.ts";
import { looked, type Operation, type ResourceType } from "./resource.ts";

const row = rowOf<NetworkSpec, NetworkInspect>();

const pool = object("NetworkIpamConfig", {
  subnet: { about: "in CIDR notation", ...subnetRule },
  gateway: { about: "address of the bridge on the host", ...addressRule() },
  ipRange: { about: "part of the subnet that addresses are taken from", ...subnetRule },
  auxAddress: { about: "addresses the engine must not give", shape: map, ...addressMapRule },
});

/** The engine can change nothing of a network, so every change is a replacement. */
const rows = {
  name: row<string>({
    about: "its name; made up where none is given",
    shape: text,
    change: "replace",
    write: (name, spec) => {
      spec.Name = name;
    },
    observe: network => network.Name,
  }),
  attachable: row<boolean>({
    about: "containers outside a swarm's services may join an overlay",
    shape: flag,
    change: "replace",
    write: (attachable, spec) => {
      spec.Attachable = attachable;
    },
    observe: network => network.Attachable,
  }),
  driver: row<string>({
    about: "bridge, overlay, macvlan, ...",
    shape: text,
    change: "replace",
    write: (driver, spec) => {
      spec.Driver = driver;
    },
    observe: network => network.Driver,
  }),
  ingress: row<boolean>({
    about: "the swarm's network for published ports",
    shape: flag,
    change: "replace",
    write: (ingress, spec) => {
      spec.Ingress = ingress;
    },
    observe: network => network.Ingress,
  }),
  internal: row<boolean>({
    about: "no way out of it",
    shape: flag,
    change: "replace",
    write: (internal, spec) => {
      spec.Internal = internal;
    },
    observe: network => network.Internal,
  }),
  ipamConfigs: row<PoolInput[]>({
    about: "its subnets",
    shape: set(pool),
    change: "replace",
    write: (pools, spec) => {
      spec.IPAM = { ...spec.IPAM, Config: pools.map(enginePool) };
    },
    observe: network => (network.IPAM.Config ?? []).map(inputPool),
  }),
  ipamDriver: row<string>({
    about: "who gives addresses",
    shape: text,
    default: "default",
    change: "replace",
    write: (driver, spec) => {
      spec.IPAM = { ...spec.IPAM, Driver: driver };
    },
    observe: network => network.IPAM.Driver,
  }),
  ipamOptions: row<Record<string, string>>({
    about: "options of that driver",
    shape: map,
    change: "replace",
    write: (options, spec) => {
      spec.IPAM = { ...spec.IPAM, Options: options };
    },
    observe: network => network.IPAM.Options,
  }),
  ipv6: row<boolean>({
    about: "IPv6 addresses too",
    shape: flag,
    change: "replace",
    write: (ipv6, spec) => {
      spec.EnableIPv6 = ipv6;
    },
    observe: network => network.EnableIPv6,
  }),
  labels: row<LabelInput[]>({
    about: "labels on the network",
    shape: labelList("NetworkLabel"),
    change: "replace",
    write: (labels, spec) => {
      spec.Labels = labelMap(labels);
    },
    observe: network => labelInputs(network.Labels),
  }),
  options: row<Record<string, string>>({
    about: "options of the driver, e.g. the MTU",
    shape: map,
    change: "replace",
    write: (options, spec) => {
      spec.Options = options;
    },
    observe: network => network.Options,
  }),
};

/** `docker:index/network:Network`. Its id is the engine's id of the network. */
export const network: ResourceType = {
  token: "docker:index/network:Network",
  table: rows,
  computed: { scope: { about: "local, swarm or global", shape: text } },
  autonamed: true,

  complaints: networkComplaints,

  settle: placeNetwork,

  exclusive: {
    decide: (before, after) =>
      before["name"] === after["name"] || overlap(subnetsOf(before), subnetsOf(after)),
    about: "the old one goes first when both have the same name, or subnets that overlap",
  },

  async create(operation, inputs) {
    const spec = writeRows<NetworkSpec, NetworkInspect>(rows, inputs, { Name: "" });
    spec.Labels = { ...spec.Labels, ...ownershipLabels(operation.owner) };
    await clearOrphans(operation, "network");
    const id = await operation.journal.creating("network", operation.owner.urn, spec.Name, () =>
      createNamingOverlap(operation, spec, subnetsOf(inputs)),
    );
    for (const key of [spec.Name, id]) operation.networks.set(key, spec.Name);
    return { id, state: await looked(id, inputs, () => allocatedState(operation, id, inputs)) };
  },

  async read(operation, id, inputs) {
    const seen = await inspectNetwork(operation.engine, id);
    if (seen === undefined) return undefined;
    const found = inputs === undefined ? importedInputs(rows, seen) : observedInputs(rows, inputs, seen);
    return { id: seen.Id, inputs: found, state: outputs(found, seen) };
  },

  async update(operation, id, inputs) {
    return await currentState(operation, id, inputs);
  },

  async delete({ engine, networks }, id) {
    const name = networks.get(id);
    for (const key of [name, id]) if (key !== undefined) networks.delete(key);
    await removeNetwork(engine, id);
  },
};

/** A network of a swarm gets its subnet and options from it a moment later. */
async function allocatedState(
  { engine, signal }: Operation,
  id: string,
  inputs: Properties,
): Promise<Properties> {
  const seen = await onceAllocated(
    () => inspectNetwork(engine, id),
    found => found?.Scope !== "swarm" || (found.IPAM.Config ?? []).length > 0,
    signal,
  );
  return seen === undefined ? inputs : outputs(inputs, seen);
}

async function currentState(operation: Operation, id: string, inputs: Properties): Promise<Properties> {
  const seen = await inspectNetwork(operation.engine, id);
  return seen === undefined ? inputs : outputs(inputs, seen);
}

function outputs(inputs: Properties, seen: NetworkInspect): Properties {
  return { ...stateOf(rows, inputs, seen), id: seen.Id, scope: seen.Scope };
}

/** Creates the network; where its subnet overlaps another network's, the error says whose. */
async function createNamingOverlap(
  { engine }: Operation,
  spec: NetworkSpec,
  subnets: readonly string[],
): Promise<string> {
  try {
    return await createNetwork(engine, spec);
  } catch (error) {
    if (!failedWith(error, "subnet-overlap")) throw error;
    const pools = (await listNetworks(engine)).flatMap(({ Name, IPAM }) =>
      (IPAM.Config ?? []).map(({ Subnet = "" }) => ({ Name, Subnet })),
    );
    const other = pools.find(({ Subnet }) => overlap(subnets, [Subnet]));
    if (other === undefined) throw error;
    throw new EngineFailure(
      "subnet-overlap",
      `Could not create network ${spec.Name}: its subnet overlaps ${other.Subnet} of the network ${other.Name}.`,
      "Choose another subnet, or remove that network if nobody needs it.",
      { cause: error },
    );
  }
}

function enginePool(input: PoolInput): IpamPool {
  return {
    ...(input.subnet ? { Subnet: canonicalSubnet(input.subnet) ?? input.subnet } : {}),
    ...(input.ipRange ? { IPRange: canonicalSubnet(input.ipRange) ?? input.ipRange } : {}),
    ...(input.gateway ? { Gateway: canonicalAddress(input.gateway) ?? input.gateway } : {}),
    ...(input.auxAddress ? { AuxiliaryAddresses: input.auxAddress } : {}),
  };
}

function inputPool(seen: IpamPool): PoolInput {
  return {
    subnet: seen.Subnet ?? "",
    gateway: seen.Gateway ?? "",
    ipRange: seen.IPRange ?? "",
    auxAddress: seen.AuxiliaryAddresses ?? null,
  };
}

function subnetsOf(inputs: Properties): string[] {
  const pools = (inputs["ipamConfigs"] ?? []) as readonly PoolInput[];
  return pools.flatMap(({ subnet }) => (subnet ? [subnet] : []));
}
