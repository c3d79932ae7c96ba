import { type KernelAbilities, kernelAbilities, readInfo } from "../../../engine/index.ts";
import { isList, isObject, type Properties, reveal, Secret, type Value } from "../../protocol/values.ts";
import type { Operation, Settled } from "../resource.ts";

/**
 * By this label a component says what of how a service is reached the plugin may choose: `endpoint`, its mode, and
 * `publish`, where its ports are open. It is for this plugin alone and goes no further.
 */
const openLabel = "bulkhead.open";

/** What stands in a constraint for the node that is asked. */
const here = "node.id==here";

/** Decides what a component leaves open of a service, with a look at the engine where one answers. */
export async function settleService(
  operation: Operation | undefined,
  olds: Properties,
  given: Properties,
): Promise<Settled> {
  const { inputs, failures } = await chooseEndpoint(operation, olds, given);
  return { inputs: await keepHere(operation, olds, inputs), failures };
}

/**
 * Without IPVS in the kernel nobody answers at a virtual address, and what is published at every node leads nowhere: then
 * a service's name stands for its tasks, and its ports are open where these run. What cannot be asked stays as a swarm
 * has it by itself.
 */
async function chooseEndpoint(
  operation: Operation | undefined,
  olds: Properties,
  given: Properties,
): Promise<Settled> {
  const labels = plainOf(given["labels"]);
  const label = isList(labels) ? labels.find(isOpen) : undefined;
  if (!isList(labels) || label === undefined) return { inputs: given, failures: [] };
  const isFree = (choice: string): boolean => String(asObject(label)["value"]).split(" ").includes(choice);
  const left = labels.filter(label => !isOpen(label));
  const news: Properties = { ...given, labels: given["labels"] instanceof Secret ? new Secret(left) : left };
  if (operation === undefined) return { inputs: news, failures: [] };
  const { virtualAddresses }: KernelAbilities = await kernelAbilities(operation.engine);
  if (virtualAddresses !== false) return { inputs: news, failures: [] };
  const endpoint = asObject(news["endpointSpec"]);
  const ports = isList(endpoint["ports"]) ? endpoint["ports"] : [];
  if (!isFree("publish") && ports.some(port => isObject(port) && port["publishMode"] !== "host")) {
    return { inputs: news, failures: [withoutIngress] };
  }
  const open = ports.map(port =>
    isObject(port) && isFree("publish") ? { ...port, publishMode: "host" } : port,
  );
  const told = asObject(reveal(olds["endpointSpec"]))["mode"] === "dnsrr";
  if (!told) {
    operation.tell(
      `Its name stands for its tasks (dnsrr)${ports.length === 0 ? "" : ", and its ports are open at the nodes they run on"}: ` +
        "the kernel of this engine's host has no IPVS, without which nobody answers at a virtual address.",
    );
  }
  const settled = {
    ...news,
    endpointSpec: { ...(isFree("endpoint") ? { mode: "dnsrr" } : {}), ...endpoint, ports: open },
  };
  const isAtNodes = open.some(port => isObject(port) && port["publishMode"] === "host");
  return { inputs: isAtNodes ? oldFirst(settled) : settled, failures: [] };
}

/** Somebody asked for what this kernel has nothing for. */
const withoutIngress = {
  property: "endpointSpec.ports",
  reason:
    'the kernel of this engine\'s host has no IPVS, without which a port at every node leads nowhere; publish at the nodes of its tasks (publish: "host")',
};

/** A node has a port once: the task that has it goes before the next one comes. */
function oldFirst(news: Properties): Properties {
  const stopFirst = (rollout: Value): Value =>
    isObject(rollout) ? { ...rollout, order: "stop-first" } : rollout;
  return {
    ...news,
    updateConfig: stopFirst(news["updateConfig"]),
    rollbackConfig: stopFirst(news["rollbackConfig"]),
  };
}

/** Puts the id of the node that is asked where a constraint says so. Once it is there it stays, whoever is asked later. */
async function keepHere(
  operation: Operation | undefined,
  olds: Properties,
  given: Properties,
): Promise<Properties> {
  const task = given["taskSpec"] instanceof Secret ? given["taskSpec"].value : given["taskSpec"];
  const placement = asObject(asObject(task)["placement"]);
  const constraints = isList(placement["constraints"]) ? placement["constraints"] : [];
  if (!constraints.includes(here)) return given;
  const before = asObject(asObject(reveal(olds["taskSpec"]))["placement"])["constraints"];
  const kept = (isList(before) ? before : []).find(
    one => typeof one === "string" && one.startsWith("node.id==") && one !== here,
  );
  const node = kept ?? (await nodeOf(operation));
  if (node === undefined) return given;
  const settled = {
    ...asObject(task),
    placement: { ...placement, constraints: constraints.map(one => (one === here ? node : one)) },
  };
  return { ...given, taskSpec: given["taskSpec"] instanceof Secret ? new Secret(settled) : settled };
}

async function nodeOf(operation: Operation | undefined): Promise<string | undefined> {
  if (operation === undefined) return undefined;
  const { Swarm } = await readInfo(operation.engine);
  return Swarm?.NodeID ? `node.id==${Swarm.NodeID}` : undefined;
}

function isOpen(label: Value): boolean {
  return isObject(label) && label["label"] === openLabel;
}

function plainOf(value: Value): Value {
  return value instanceof Secret ? value.value : value;
}

function asObject(value: Value): { readonly [key: string]: Value } {
  return isObject(value) ? value : {};
}
