import {
  createService,
  EngineFailure,
  type HealthConfig,
  inspectNetwork,
  inspectService,
  inspectStored,
  listTasks,
  onceAllocated,
  pinnedImage,
  type RegistryLogin,
  removeService,
  type ServiceInspect,
  type ServiceSpec,
  updateService,
  waitForService,
  withoutDigest,
} from "../../../engine/index.ts";
import { clearOrphans } from "../../orphans.ts";
import { ownershipLabels } from "../../ownership.ts";
import type { Plain, Properties } from "../../protocol/values.ts";
import { parseDuration } from "../../tables/duration.ts";
import { importedInputs, observedInputs, stateOf, writeRows } from "../../tables/row.ts";
import { hastenStart } from "../container/health.ts";
import { Incomplete, type Operation, type ResourceType } from "../resource.ts";
import { isJob } from "./job.ts";
import { choosesPorts, serviceRows as rows, type ServiceInputs, type ServiceSeen } from "./serviceRows.ts";
import { settleService } from "./settle.ts";
import { exclusiveByName } from "./stored.ts";
import type { NetworkInput, TaskInput } from "./taskSpec.ts";

/** Milliseconds that a removed service's containers may take beyond their grace period. */
const patience = 30_000;

/** `docker:index/service:Service`: containers that a swarm keeps running. Its id is the swarm's. */
export const service: ResourceType = {
  token: "docker:index/service:Service",
  table: rows,
  computed: {},
  autonamed: true,
  exclusive: exclusiveByName,
  complaints: networkComplaints,
  settle: settleService,

  async create(operation, inputs) {
    const { engine, journal, owner } = operation;
    const spec = await specOf(operation, inputs);
    await clearOrphans(operation, "service");
    const login = await loginFor(operation, inputs);
    const { ContainerSpec: container } = spec.TaskTemplate;
    container.Image = await pinnedImage(engine, container.Image, login);
    await hastenStart(engine, container);
    const id = await journal.creating("service", owner.urn, spec.Name, () =>
      createService(engine, spec, login),
    );
    return { id, state: await converged(operation, id, inputs, new Set()) };
  },

  async read({ engine }, id, inputs) {
    const found = await inspectService(engine, id);
    if (found === undefined) return undefined;
    const seen = await seenOf(engine, found, inputs);
    const now = inputs === undefined ? importedInputs(rows, seen) : observedInputs(rows, inputs, seen);
    return { id: found.ID, inputs: now, state: { ...stateOf(rows, now, seen), id: found.ID } };
  },

  async update(operation, id, inputs) {
    const { engine } = operation;
    const spec = await specOf(operation, inputs);
    const login = await loginFor(operation, inputs);
    const { ContainerSpec: container } = spec.TaskTemplate;
    const present = (await inspectService(engine, id))?.Spec.TaskTemplate.ContainerSpec;
    // The same name is the same image, whatever its registry has by now: another one is asked for by another name.
    container.Image =
      present !== undefined && withoutDigest(present.Image) === container.Image
        ? present.Image
        : await pinnedImage(engine, container.Image, login);
    // Another start interval alone would replace every task.
    if (present?.Healthcheck && container.Healthcheck)
      container.Healthcheck = { ...container.Healthcheck, ...startIntervalOf(present.Healthcheck) };
    else await hastenStart(engine, container);
    const before = new Set((await listTasks(engine, id)).map(task => task.ID));
    const { forceUpdate } = (inputs as unknown as ServiceInputs).taskSpec;
    await updateService(engine, id, login, ({ Spec }) => ({
      ...spec,
      // A forced update by hand was somebody's wish; to take it back would replace every task.
      TaskTemplate: {
        ...spec.TaskTemplate,
        ForceUpdate: forceUpdate ?? Spec.TaskTemplate.ForceUpdate ?? 0,
      },
    }));
    return await converged(operation, id, inputs, before);
  },

  async delete({ engine, events, signal }, id) {
    await removeService(engine, events, id, { patience, signal });
  },
};

function startIntervalOf({ StartInterval }: HealthConfig): Pick<HealthConfig, "StartInterval"> {
  return StartInterval === undefined ? {} : { StartInterval };
}

async function specOf({ engine, owner }: Operation, inputs: Properties): Promise<ServiceSpec> {
  const spec = writeRows<ServiceSpec, ServiceSeen>(rows, inputs, {
    Name: "",
    TaskTemplate: { ContainerSpec: { Image: "" } },
    // The swarm fills in its own; without it a service shows none, which the official plugin stumbles over.
    EndpointSpec: {},
  });
  if (isJob(spec)) asJob(spec);
  spec.Labels = { ...spec.Labels, ...ownershipLabels(owner) };
  const { ContainerSpec: container } = spec.TaskTemplate;
  // The engine wants the names of secrets and configs beside their ids, and says only "invalid reference" without.
  for (const file of container.Secrets ?? [])
    file.SecretName ||= await nameOf(engine, "secret", file.SecretID ?? "");
  for (const file of container.Configs ?? [])
    file.ConfigName ||= await nameOf(engine, "config", file.ConfigID ?? "");
  return spec;
}

/** A service that runs to its end, as the swarm has it since API 1.41: run again by a change of it, and never by itself. */
function asJob(spec: ServiceSpec): void {
  spec.Mode = { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } };
}

async function nameOf(engine: Operation["engine"], kind: "secret" | "config", id: string): Promise<string> {
  const found = await inspectStored(engine, kind, id);
  if (found !== undefined) return found.Spec.Name;
  throw new EngineFailure(
    "not-found",
    `The swarm has no ${kind} with the id ${id}.`,
    `Give the id of one it has (\`docker ${kind} ls\` lists them).`,
  );
}

/** The service's own login, else the provider's for the image's registry. */
async function loginFor({ logins }: Operation, inputs: Properties): Promise<RegistryLogin | undefined> {
  const { auth, taskSpec } = inputs as unknown as ServiceInputs;
  if (!auth?.username) return await logins.forImage(taskSpec.containerSpec.image);
  return {
    username: auth.username,
    password: auth.password ?? "",
    serveraddress: auth.serverAddress,
  };
}

/** The outputs, after the wait that `convergeConfig` asks for; without it the swarm goes on by itself. */
async function converged(
  { engine, signal, report }: Operation,
  id: string,
  inputs: Properties,
  since: ReadonlySet<string>,
): Promise<Properties> {
  const { convergeConfig } = inputs as unknown as ServiceInputs;
  let problem: unknown;
  if (convergeConfig !== undefined && convergeConfig !== null) {
    const timeout = (parseDuration(convergeConfig.timeout ?? "3m") ?? 0) / 1e6;
    try {
      await waitForService(engine, id, { since, timeout, signal, report });
    } catch (error) {
      problem = error;
    }
  }
  const found = await onceAllocated(
    () => inspectService(engine, id),
    seen => seen === undefined || !choosesPorts(seen),
    signal,
  );
  const state =
    found === undefined
      ? inputs
      : { ...stateOf(rows, inputs, await seenOf(engine, found, inputs)), id: found.ID };
  if (problem instanceof Error) throw new Incomplete(id, state, problem);
  return state;
}

/** The service beside what it takes to write its networks and files as the inputs write them. */
async function seenOf(
  engine: Operation["engine"],
  found: ServiceInspect,
  inputs: Properties | undefined,
): Promise<ServiceSeen> {
  const given = (inputs as unknown as ServiceInputs | undefined)?.taskSpec;
  const networks = await Promise.all(
    (found.Spec.TaskTemplate.Networks ?? []).map(async ({ Target }) => {
      const network = await inspectNetwork(engine, Target);
      return [Target, asWritten(given, [Target, ...(network === undefined ? [] : [network.Name])])] as const;
    }),
  );
  return { service: found, given, networks: new Map(networks) };
}

/** A network under the key and in the words of the inputs; by its id where they do not have it. */
function asWritten(given: TaskInput | undefined, names: readonly string[]): NetworkInput {
  for (const { id, name } of given?.networksAdvanceds ?? []) {
    if (id !== undefined && names.includes(id)) return { id };
    if (name !== undefined && names.includes(name)) return { name };
  }
  return { id: names[0] ?? "" };
}

function networkComplaints(inputs: Properties): { property: string; reason: string }[] {
  const networks = ((inputs["taskSpec"] as Plain as { networksAdvanceds?: unknown } | undefined)
    ?.networksAdvanceds ?? []) as readonly NetworkInput[];
  if (!Array.isArray(networks)) return [];
  return networks.flatMap((network: NetworkInput, index) =>
    network.id === undefined && network.name === undefined
      ? [{ property: `taskSpec.networksAdvanceds[${index}].id`, reason: "give the network's id or name" }]
      : [],
  );
}
