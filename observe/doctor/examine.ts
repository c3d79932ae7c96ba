import { isIP } from "node:net";
import {
  type ContainerInspect,
  type ContainerSummary,
  type Engine,
  inspectContainer,
  lastLogLines,
  listContainers,
  listNetworks,
  type NetworkInspect,
} from "../../engine/index.ts";
import { Helpers } from "../helper/helpers.ts";
import { type HelperSource, helperImage } from "../helper/image.ts";
import { helperLabel, type Namespace, type NamespaceHelper } from "../helper/namespaceHelper.ts";
import { plain } from "../text/plain.ts";
import { nameOf } from "./condition.ts";
import { diagnose } from "./diagnose.ts";
import type { Facts, Inside, KnownName, PortHolder, Way } from "./facts.ts";
import type { Examination } from "./report.ts";

/** Whom to look at, and with what. */
export interface ExamineOptions {
  readonly engine: Engine;
  readonly helper: HelperSource;
  /** A word of its own for each run. */
  readonly run: string;
  readonly container: string;
  readonly target?: { readonly name: string; readonly port?: number };
}

/** Milliseconds a call, an echo request and a name may take. */
const patience = { call: 1500, ping: 500, name: 3000 } as const;

/** The embedded server of networks that people made. */
const embedded = "127.0.0.11";

/** Looks at a container, and at its way to a target, as a person would by hand, and draws the conclusion. */
export async function examine(options: ExamineOptions): Promise<Examination> {
  const { engine } = options;
  const [summaries, networks, image] = await Promise.all([
    listContainers(engine, []),
    listNetworks(engine),
    helperImage(engine, options.helper),
  ]);
  const containers = summaries.filter(({ Labels }) => !(helperLabel in Labels));
  const helpers = new Helpers(image, options.run);
  try {
    return diagnose(await factsOf(options, containers, networks, helpers));
  } finally {
    await helpers.end();
  }
}

async function factsOf(
  { engine, container: asked, target: wanted }: ExamineOptions,
  containers: readonly ContainerSummary[],
  networks: readonly NetworkInspect[],
  helpers: Helpers,
): Promise<Facts> {
  const found = byName(asked, containers);
  const container = found === undefined ? undefined : await inspectContainer(engine, found.Id);
  const own = networkNames(container);
  const neighbours = await inspectAll(
    engine,
    containers.filter(one =>
      Object.keys(one.NetworkSettings?.Networks ?? {}).some(name => own.includes(name)),
    ),
  );
  const target =
    wanted === undefined ? undefined : await targetOf(engine, wanted.name, containers, neighbours);
  const helper = await helperOf(container, helpers);
  const targetHelper = await helperOf(target, helpers);
  const way =
    helper === undefined || wanted === undefined ? undefined : await wayTo(helper, wanted, container, target);
  const inside = helper === undefined ? undefined : await insideOf(helper);
  return {
    asked: { container: asked, ...(wanted === undefined ? {} : { target: wanted }) },
    container,
    near: nearTo(asked, containers),
    inside,
    target,
    targetInside: targetHelper === undefined ? undefined : await insideOf(targetHelper),
    targetNames: target === undefined ? [] : namesOf([target]),
    names: namesOf(neighbours.filter(({ Id, State }) => Id !== container?.Id && State.Running)),
    way,
    servers: helper === undefined || inside === undefined ? [] : await serversOf(helper, inside, container),
    leadingOut: own.filter(name => networks.some(({ Name, Internal }) => Name === name && !Internal)),
    apart: own.filter(name =>
      networks.some(
        ({ Name, Options }) => Name === name && Options?.["com.docker.network.bridge.enable_icc"] === "false",
      ),
    ),
    holders: await holdersOf(container ?? target, containers),
    logs: await logsOf(engine, [container, target]),
  };
}

/** By its name, its id, or the name of its workload. */
function byName(name: string, containers: readonly ContainerSummary[]): ContainerSummary | undefined {
  return (
    containers.find(({ Names }) => Names.includes(`/${name}`)) ??
    containers.find(({ Id }) => name.length >= 4 && Id.startsWith(name)) ??
    byLabel(name, containers)
  );
}

function byLabel(name: string, containers: readonly ContainerSummary[]): ContainerSummary | undefined {
  const labelled = containers.filter(({ Labels }) =>
    ["bulkhead.workload", "com.docker.compose.service"].some(label => Labels[label] === name),
  );
  return labelled.find(({ State }) => State === "running") ?? labelled[0];
}

function nearTo(name: string, containers: readonly ContainerSummary[]): string[] {
  const names = containers.flatMap(({ Names }) => Names.map(one => one.slice(1)));
  return names.filter(one => one.includes(name) || name.includes(one)).sort();
}

/** Whoever bears the name on the container's networks; then whoever is called so elsewhere. */
async function targetOf(
  engine: Engine,
  name: string,
  containers: readonly ContainerSummary[],
  neighbours: readonly ContainerInspect[],
): Promise<ContainerInspect | undefined> {
  const neighbour = bearing(name, neighbours);
  if (neighbour !== undefined) return neighbour;
  const called = byName(name, containers);
  if (called !== undefined) return await inspectContainer(engine, called.Id);
  if (name.includes(".") || isIP(name) !== 0) return undefined;
  return bearing(name, await inspectAll(engine, containers));
}

function bearing(name: string, containers: readonly ContainerInspect[]): ContainerInspect | undefined {
  const bearers = containers.filter(
    one =>
      namesOf([one]).some(known => known.name === name) ||
      Object.values(one.NetworkSettings.Networks ?? {}).some(({ IPAddress }) => IPAddress === name),
  );
  return bearers.find(({ State }) => State.Running) ?? bearers[0];
}

async function inspectAll(
  engine: Engine,
  summaries: readonly ContainerSummary[],
): Promise<ContainerInspect[]> {
  const found = await Promise.all(summaries.map(({ Id }) => inspectContainer(engine, Id)));
  return found.filter(one => one !== undefined);
}

function networkNames(container: ContainerInspect | undefined): string[] {
  return Object.keys(container?.NetworkSettings.Networks ?? {});
}

/** The engine answers to a container's short id as well, which says nothing. */
function namesOf(containers: readonly ContainerInspect[]): KnownName[] {
  return containers.flatMap(container =>
    Object.entries(container.NetworkSettings.Networks ?? {}).flatMap(([network, { Aliases }]) =>
      [...new Set([nameOf(container), ...(Aliases ?? [])])]
        .filter(name => name !== container.Id.slice(0, 12))
        .map(name => ({ name, network })),
    ),
  );
}

async function helperOf(
  container: ContainerInspect | undefined,
  helpers: Helpers,
): Promise<NamespaceHelper | undefined> {
  if (container?.State.Running !== true || container.State.Restarting) return undefined;
  const mode = container.HostConfig.NetworkMode ?? "";
  const shared = mode.startsWith("container:") ? mode.slice("container:".length) : container.Id;
  const namespace: Namespace = mode === "host" ? "host" : shared;
  try {
    return await helpers.in(namespace);
  } catch (error) {
    // One that ends at this moment has no namespace to look into; its state says the rest.
    const again = await inspectContainer(helpers.engine, container.Id);
    if (again?.State.Running === true && !again.State.Restarting) throw error;
    return undefined;
  }
}

async function insideOf(helper: NamespaceHelper): Promise<Inside> {
  const [network, sockets] = await Promise.all([helper.network(), helper.listeners()]);
  return { network, sockets };
}

async function wayTo(
  helper: NamespaceHelper,
  { name, port }: { readonly name: string; readonly port?: number },
  container: ContainerInspect | undefined,
  target: ContainerInspect | undefined,
): Promise<Way> {
  const own = networkNames(container);
  const addresses = Object.entries(target?.NetworkSettings.Networks ?? {})
    .filter(([network, { IPAddress }]) => own.includes(network) && IPAddress !== "")
    .map(([network, { IPAddress }]) => ({ network, address: IPAddress }));
  const [resolved] = isIP(name) === 0 ? await helper.resolve([name], patience.name) : [];
  const known = resolved ?? { name, addresses: [name], took: 0 };
  const call = async (host: string) =>
    port === undefined
      ? undefined
      : (await helper.connect([{ host, port, protocol: "tcp" }], patience.call))[0];
  const { links } = await helper.network();
  const longest = Math.max(576, ...links.filter(link => link.name !== "lo" && link.up).map(link => link.mtu));
  return {
    name: known,
    call: await call(name),
    addresses: await Promise.all(
      addresses.map(async ({ network, address }) => ({
        network,
        address,
        ping: await helper.ping(address, patience.ping),
        call: await call(address),
        mtu: { ...(await helper.pathMtu(address, longest, patience.ping)), interface: longest },
      })),
    ),
  };
}

/** Whether name servers answer: the embedded one by itself, and those it asks in turn through it. */
async function serversOf(
  helper: NamespaceHelper,
  { network }: Inside,
  container: ContainerInspect | undefined,
): Promise<{ address: string; answers: boolean }[]> {
  const listed = [...network.resolv.matchAll(/^nameserver\s+(\S+)/gm)].map(([, address = ""]) => address);
  // What a container was given stands behind the embedded server, which asks on its behalf.
  const behind = listed.includes(embedded) ? (container?.HostConfig.Dns ?? []) : [];
  return await Promise.all(
    [...listed, ...behind].map(async address => {
      // A name below .invalid is known to nobody, and every server that lives says so.
      const asked = address === embedded ? nameOfOwn(container) : "bulkhead.invalid";
      const [answer] = await helper.resolve([asked], patience.name, address);
      return {
        address,
        answers: answer?.reason !== "silent" && !(answer?.reason === "failed" && address !== embedded),
      };
    }),
  );
}

function nameOfOwn(container: ContainerInspect | undefined): string {
  return container === undefined ? "localhost" : nameOf(container);
}

/** Who holds the host's ports that a container wants. */
async function holdersOf(
  container: ContainerInspect | undefined,
  containers: readonly ContainerSummary[],
): Promise<PortHolder[]> {
  const wanted = Object.values(container?.HostConfig.PortBindings ?? {}).flatMap(bindings =>
    (bindings ?? []).flatMap(({ HostPort }) => (HostPort ? [Number(HostPort)] : [])),
  );
  return wanted.map(hostPort => {
    const holder = containers.find(
      ({ Id, Ports }) =>
        Id !== container?.Id && (Ports ?? []).some(({ PublicPort }) => PublicPort === hostPort),
    );
    return { hostPort, container: holder?.Names[0]?.slice(1) };
  });
}

async function logsOf(
  engine: Engine,
  containers: readonly (ContainerInspect | undefined)[],
): Promise<Record<string, string[]>> {
  const troubled = containers.filter(
    one => one !== undefined && !(one.State.Running && one.RestartCount === 0),
  );
  const pairs = troubled.map(async one => {
    const id = one?.Id ?? "";
    const lines = await lastLogLines(engine, id, 3).catch((): string[] => []);
    return [id, lines.map(line => plain(line).slice(0, 200))] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}
