import { isUnknown } from "../../model/known.ts";
import { type Network, plainNetwork } from "../../model/network.ts";
import { keeperLabel } from "../../model/ownLabels.ts";
import type { Flow, Fragment, Volume } from "../../model/topology.ts";
import { plainWorkload, type Workload } from "../../model/workload.ts";
import { readPlain } from "./fields.ts";
import { labelsOf } from "./labels.ts";
import { fieldsOf } from "./references.ts";
import { ancestors, nameOf, type StackResource, tokens } from "./resource.ts";
import type { Claimed, Claims } from "./world.ts";

/** The output under which a component registers its part of the topology. */
export const fragmentOutput = "topology";

/** A fragment with all its lists. */
export type Registered = Required<Fragment>;

/**
 * The resources but for keepers, which are there for a moment, and the networks that those of a Swarm have for themselves.
 * Who only bears their label, and is more, stays.
 */
export function withoutKeepers(
  resources: readonly StackResource[],
  fragments: ReadonlyMap<string, Registered>,
): StackResource[] {
  return resources.filter(resource => {
    const { type, parent } = resource;
    if (parent === undefined) return true;
    const read = fieldsOf(resource);
    const keeps = labelsOf(read).labels[keeperLabel];
    if (keeps === undefined) return true;
    const isRegistered = fragments.get(parent)?.workloads.some(({ id }) => id === keeps) === true;
    if (type === tokens.network) return !(isRegistered && read.flag("internal") === true);
    if (type === tokens.service) return !(isRegistered && keepsByItself(read));
    if (type !== tokens.container || read.text("networkMode") !== "none") return true;
    const [mounts, volumes] = [read.objects("mounts"), read.objects("volumes")];
    const hostPaths = volumes.items.some(item => item.text("hostPath") !== undefined);
    const more =
      mounts.items.length > 0 || hostPaths || [mounts, volumes].some(one => one.unknown !== undefined);
    if (more || (read.flag("privileged") ?? false) !== false) return true;
    return !isRegistered;
  });
}

/** A keeper of a Swarm: on one network, publishing nothing, and without folders of its node. */
function keepsByItself(service: ReturnType<typeof fieldsOf>): boolean {
  const task = service.object("taskSpec");
  const networks = task.objects("networksAdvanceds");
  const mounts = task.object("containerSpec").objects("mounts");
  const ports = service.object("endpointSpec").objects("ports");
  const whole = [networks, mounts, ports].every(({ unknown }) => unknown === undefined);
  const binds = mounts.items.some(item => item.text("type") === "bind");
  return whole && networks.items.length === 1 && ports.items.length === 0 && !binds;
}

/** What the components of a stack have registered, by their URNs. */
export function registeredFragments(resources: readonly StackResource[]): Map<string, Registered> {
  const components = resources.filter(({ type }) => type.startsWith("bulkhead:index:"));
  return new Map(components.map(resource => [resource.urn, fragmentOf(resource)]));
}

/** Whatever is missing or of another form, as it may be in a state that another version wrote, is as if never said. */
function fragmentOf({ urn, outputs }: StackResource): Registered {
  const fragment = fields(fields(readPlain(outputs))[fragmentOutput]);
  const items = (part: keyof Fragment): Readonly<Record<string, unknown>>[] => {
    const list = fragment[part];
    return Array.isArray(list) ? list.map(fields) : [];
  };
  const named = (part: keyof Fragment) => items(part).filter(({ id }) => typeof id === "string");
  return {
    workloads: named("workloads").map(item => workloadOf(item, urn)),
    networks: named("networks").map(item => ({
      ...completed(plainNetwork(String(item["id"])), item),
      origin: urn,
    })),
    volumes: named("volumes").map(item => ({
      ...completed(plainVolume(String(item["id"])), item),
      origin: urn,
    })),
    flows: items("flows").filter(isFlow),
  };
}

function workloadOf(item: Readonly<Record<string, unknown>>, origin: string): Workload {
  const plain = plainWorkload(String(item["id"]));
  return {
    ...completed(plain, item),
    privileges: completed(plain.privileges, fields(item["privileges"])),
    care: completed(plain.care, fields(item["care"])),
    origin,
  };
}

function plainVolume(id: string): Volume {
  return { id, driver: "local", external: false, labels: {} };
}

/** What is said, where it has the form of what is said when nothing is; further fields as they are. */
function completed<T extends object>(plain: T, said: Readonly<Record<string, unknown>>): T {
  const forms = new Map<string, unknown>(Object.entries(plain));
  const fit = Object.entries(said).filter(([key, value]) => {
    const form = forms.get(key);
    return form === undefined || isUnknown(value) || formOf(value) === formOf(form);
  });
  return { ...plain, ...Object.fromEntries(fit) };
}

function formOf(value: unknown): string {
  return Array.isArray(value) ? "list" : typeof value;
}

function isFlow(item: Readonly<Record<string, unknown>>): item is Readonly<Record<string, unknown>> & Flow {
  const { from, to, port, protocol } = item;
  const ends = typeof from === "string" && typeof to === "string";
  return ends && (typeof port === "number" || port === "any") && typeof protocol === "string";
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/**
 * Finds the resources that stand for what components registered: a component's containers for its workload, its
 * network for its segment. Labels say which, or else its own name; without either, it is clear where a component has
 * registered one thing.
 */
export function claimsOf(
  resources: readonly StackResource[],
  fragments: ReadonlyMap<string, Registered>,
): Claims {
  const byUrn = new Map(resources.map(resource => [resource.urn, resource]));
  const claimed = (
    types: readonly string[],
    part: "workloads" | "networks" | "volumes",
    label: string,
  ): Claimed => {
    const by = new Map<StackResource, string>();
    for (const resource of resources.filter(({ type }) => types.includes(type))) {
      for (const { urn } of ancestors(resource, byUrn)) {
        const registered = fragments.get(urn)?.[part] ?? [];
        const [only, ...others] = registered;
        if (only === undefined) continue;
        const wish = labelsOf(fieldsOf(resource)).labels[label];
        const found =
          wish === undefined && others.length === 0
            ? only
            : registered.find(({ id }) => id === (wish ?? nameOf(resource.urn)));
        if (found === undefined) continue;
        by.set(resource, found.id);
        break;
      }
    }
    const taken = [...fragments.values()].flatMap(fragment => fragment[part].map(({ id }) => id));
    return { taken: new Set(taken), by };
  };
  const networks = [...fragments.values()].flatMap(fragment => fragment.networks);
  return {
    elsewhere: new Map(
      networks.flatMap(({ id, engineName }) => (typeof engineName === "string" ? [[engineName, id]] : [])),
    ),
    workloads: claimed([tokens.container, tokens.service], "workloads", "bulkhead.workload"),
    networks: claimed([tokens.network], "networks", "bulkhead.segment"),
    volumes: claimed([tokens.volume], "volumes", "bulkhead.volume"),
  };
}

/** A segment as its network was made, which a transform may have changed. What that does not know, the component does. */
export function overlaidNetwork(registered: Network, made: Network): Network {
  const { driver, internal, memberTraffic, gateway, hostAddress, masquerade, attachable, encrypted } = made;
  const found = { internal, memberTraffic, gateway, hostAddress, masquerade, attachable, encrypted };
  const known = Object.entries(found).filter(([, value]) => !isUnknown(value));
  // Its plugin may have found it another place than the one it asks for.
  const subnets = made.subnets.length > 0 ? made.subnets : registered.subnets;
  return { ...registered, driver, subnets, ...Object.fromEntries(known) };
}
