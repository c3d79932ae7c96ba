import {
  type ContainerInspect,
  type ContainerSpec,
  connectNetwork,
  disconnectNetwork,
  type Endpoint,
  type EndpointSettings,
  EngineFailure,
  inspectNetwork,
} from "../../../engine/index.ts";
import type { Properties } from "../../protocol/values.ts";
import type { Operation } from "../resource.ts";
import { unfitAddress } from "./endpointFits.ts";
import {
  type EndpointInput,
  endpointSettings,
  givenEndpoints,
  isOfUser,
  modeNetwork,
  names,
  settingsOf,
  settled,
  wantedEndpoints,
} from "./endpoints.ts";

/** Engines that speak this take any number of networks at creation, and older ones a single one. */
const manyAtCreation = "1.44";

/**
 * Puts the networks into the creation request, so that the container never is on the default bridge; gives those that
 * must be connected afterwards. Undefined where another network mode is given: then {@link reconcileEndpoints} must look
 * what it has come to.
 */
export async function writeEndpoints(
  operation: Operation,
  spec: ContainerSpec,
  inputs: Properties,
): Promise<readonly EndpointInput[] | undefined> {
  const given = givenEndpoints(inputs);
  if (given.length === 0) return [];
  const many = await operation.engine.speaks(manyAtCreation);
  const mode = modeNetwork(spec.HostConfig.NetworkMode);
  const byMode = isOfUser(mode) ? [{ name: mode }] : [];
  for (const want of [...byMode, ...given]) await requirePossible(operation, want, { name: spec.name });
  if (mode === "none" || (byMode.length > 0 && !many)) return undefined;
  const wanted = [...byMode, ...given];
  const atOnce = many ? wanted : wanted.slice(0, 1);
  // By name: an engine would know one given by a part of its id under both.
  const nameOf = (want: EndpointInput): string => operation.networks.get(want.name) ?? want.name;
  spec.NetworkingConfig = {
    EndpointsConfig: Object.fromEntries(atOnce.map(want => [nameOf(want), endpointSettings(want)])),
  };
  return wanted.slice(atOnce.length);
}

/** Connects a container that has been created to further networks. */
export async function connectEndpoints(
  { engine }: Operation,
  id: string,
  name: string,
  wanted: readonly EndpointInput[],
): Promise<void> {
  for (const want of wanted) await connectNetwork(engine, want.name, id, endpointSettings(want), name);
}

/** One step from the networks a container is on to those it is to be on, and the way back. */
type Step =
  | { readonly kind: "join"; readonly network: string; readonly as: EndpointSettings }
  | { readonly kind: "leave"; readonly network: string; readonly was: EndpointSettings };

/**
 * Puts a container on the networks its inputs name, and off all others; what is right already is not touched. What is
 * known to be impossible is refused before anything is taken off, and what the engine refuses nevertheless is taken back.
 *
 * @returns true when anything had to be done.
 */
export async function reconcileEndpoints(
  operation: Operation,
  container: ContainerInspect,
  inputs: Properties,
): Promise<boolean> {
  const seen = Object.entries(container.NetworkSettings.Networks ?? {});
  const wanted = wantedEndpoints(inputs, seen);
  if (wanted === undefined) return false;
  const kept = new Set<EndpointInput>();
  const left: (readonly [name: string, endpoint: Endpoint])[] = [];
  for (const [name, endpoint] of seen) {
    const match = wanted.find(want => names(want, name, endpoint));
    if (match !== undefined && settled(match, endpoint, container)) kept.add(match);
    else left.push([name, endpoint]);
  }
  const joined = wanted.filter(want => !kept.has(want));
  // Before anything is taken off: a container must not lose its networks for a mistake in the others.
  const holder = { name: container.Name.slice(1), id: container.Id };
  for (const want of joined) await requirePossible(operation, want, holder);
  await go(operation, holder, stepsFor(container, left, joined));
  return left.length + joined.length > 0;
}

/**
 * The steps in their order. A new network comes before an old one goes, so that there is no moment without any; but not
 * where ports are published, which an engine binds to the first network alone, nor beside the network "none".
 */
function stepsFor(
  container: ContainerInspect,
  left: readonly (readonly [name: string, endpoint: Endpoint])[],
  joined: readonly EndpointInput[],
): Step[] {
  const join = (want: EndpointInput): Step => ({
    kind: "join",
    network: want.name,
    as: endpointSettings(want),
  });
  const leave = ([network, endpoint]: readonly [string, Endpoint]): Step => ({
    kind: "leave",
    network,
    was: settingsOf(endpoint, container),
  });
  const alone = [...left.map(([name]) => name), ...joined.map(({ name }) => name)].includes("none");
  if (alone || publishes(container)) return [...left.map(leave), ...joined.map(join)];
  const same = (want: EndpointInput) => left.find(([name, endpoint]) => names(want, name, endpoint));
  const changed = joined.flatMap(want => {
    const old = same(want);
    return old === undefined ? [] : [{ want, old }];
  });
  return [
    ...joined.filter(want => same(want) === undefined).map(join),
    ...changed.flatMap(({ want, old }) => [leave(old), join(want)]),
    ...left.filter(one => !changed.some(({ old }) => old === one)).map(leave),
  ];
}

function publishes({ HostConfig }: ContainerInspect): boolean {
  return HostConfig.PublishAllPorts === true || Object.keys(HostConfig.PortBindings ?? {}).length > 0;
}

/** Goes the steps, and all the way back when one of them fails. */
async function go(
  { engine }: Operation,
  { id, name }: { readonly id: string; readonly name: string },
  steps: readonly Step[],
): Promise<void> {
  const take = async (step: Step): Promise<void> => {
    if (step.kind === "join") await connectNetwork(engine, step.network, id, step.as, name);
    else await disconnectNetwork(engine, step.network, id);
  };
  const takeBack = async (step: Step): Promise<void> => {
    if (step.kind === "join") await disconnectNetwork(engine, step.network, id);
    else await connectNetwork(engine, step.network, id, step.was, name);
  };
  const gone: Step[] = [];
  for (const step of steps) {
    try {
      await take(step);
      gone.unshift(step);
    } catch (error) {
      if (!(error instanceof EngineFailure) || gone.length === 0) throw error;
      const lost: string[] = [];
      for (const one of gone)
        await takeBack(one).catch(() => {
          lost.push(one.network);
        });
      throw takenBack(error, lost);
    }
  }
}

/** The engine's refusal, and what has become of the container's networks. */
function takenBack(error: EngineFailure, lost: readonly string[]): EngineFailure {
  const rest =
    lost.length === 0
      ? "it is on its networks as before"
      : `and ${lost.join(", ")} could not be set back as it was`;
  const what = `${error.what.replace(/\.$/, "")}; ${rest}.`;
  const remedy = lost.length === 0 ? error.remedy : `${error.remedy} Then run the command again.`;
  return new EngineFailure(error.kind, what, remedy, { evidence: error.evidence, cause: error });
}

/**
 * Refuses what is known to fail: an engine takes any network's name and any address for a container that does not run,
 * and complains at its start only, and for a running one when its old endpoint is gone.
 */
async function requirePossible(
  { engine, networks }: Operation,
  want: EndpointInput,
  container: { readonly name: string; readonly id?: string },
): Promise<void> {
  const fixed = Boolean(want.ipv4Address || want.ipv6Address);
  if (networks.has(want.name) && !fixed) return;
  const found = await inspectNetwork(engine, want.name);
  const doing = `Could not connect container ${container.name} to network ${want.name}`;
  if (found === undefined) {
    throw new EngineFailure(
      "not-found",
      `${doing}: there is no such network.`,
      "Create that network first, or correct its name.",
    );
  }
  networks.set(want.name, found.Name);
  const unfit = unfitAddress(want, found, container.id);
  if (unfit !== undefined) throw new EngineFailure("engine", `${doing}: ${unfit.what}.`, unfit.remedy);
}
