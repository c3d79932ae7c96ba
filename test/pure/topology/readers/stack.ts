import {
  type Network,
  readResources,
  type StackResource,
  type Topology,
  type Workload,
} from "../../../../topology/index.ts";

/** What stands for a text that is not known yet, wherever Pulumi shows values. */
export const notYet = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** The same for a list. */
export const noListYet = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";
/** A secret as an exported state has it. */
export const secret = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "v1:x",
};

/** How a resource is shown, beside its type, name and outputs. */
type Shown = Partial<Omit<StackResource, "urn" | "type" | "outputs">>;

export function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::shop::${type}::${name}`;
}

function resource(type: string, name: string, outputs: unknown, shown: Shown = {}): StackResource {
  return { urn: urnOf(type, name), type, outputs, ...shown };
}

export const container = (name: string, outputs: unknown, shown?: Shown): StackResource =>
  resource("docker:index/container:Container", name, outputs, shown);
export const service = (name: string, outputs: unknown, shown?: Shown): StackResource =>
  resource("docker:index/service:Service", name, outputs, shown);
export const network = (name: string, outputs: unknown = {}, shown?: Shown): StackResource =>
  resource("docker:index/network:Network", name, outputs, shown);
export const volume = (name: string, outputs: unknown = {}, shown?: Shown): StackResource =>
  resource("docker:index/volume:Volume", name, outputs, shown);
export const image = (name: string, outputs: unknown, shown?: Shown): StackResource =>
  resource("docker:index/remoteImage:RemoteImage", name, outputs, shown);

export function read(...resources: readonly StackResource[]): Topology {
  return readResources("dev", resources);
}

/** The one workload that resources make. */
export function workload(topology: Topology, id = "web"): Workload {
  const found = topology.workloads.find(one => one.id === id);
  if (found === undefined) throw new Error(`There is no workload ${id}.`);
  return found;
}

export function networkIn(topology: Topology, id: string): Network {
  const found = topology.networks.find(one => one.id === id);
  if (found === undefined) throw new Error(`There is no network ${id}.`);
  return found;
}
