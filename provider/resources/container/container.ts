import {
  type ContainerInspect,
  type ContainerSpec,
  createContainer,
  EngineFailure,
  failedWith,
  inspectContainer,
  inspectImage,
  keepsImagesInContainerd,
  pullImage,
  removeContainer,
  renameContainer,
  stopContainer,
  updateContainer,
  waitFor,
} from "../../../engine/index.ts";
import { clearOrphans } from "../../orphans.ts";
import { ownershipLabels } from "../../ownership.ts";
import type { Plain, Properties } from "../../protocol/values.ts";
import { equalFor } from "../../tables/property.ts";
import { importedInputs, observedInputs, writeRows } from "../../tables/row.ts";
import { Incomplete, type Operation, type ResourceType } from "../resource.ts";
import type { BroughtUp } from "./bringUp.ts";
import { complaints } from "./complaints.ts";
import type { EndpointInput } from "./endpoints.ts";
import { exclusive } from "./exclusive.ts";
import { hastenStart } from "./health.ts";
import { refuseUnheld } from "./held.ts";
import { connectEndpoints, reconcileEndpoints, writeEndpoints } from "./joining.ts";
import { limitRows, limitUpdate } from "./limits.ts";
import type { ContainerRow, Seen } from "./rows.ts";
import { finish, keptLogs, settleRunning } from "./settling.ts";
import { isCutOff } from "./sharing.ts";
import { containerState } from "./state.ts";
import { containerComputed, containerRows } from "./table.ts";
import { fixedMacOf, tellOfRebuilt, tellOfUnkept } from "./telling.ts";
import { type UploadInput, upload } from "./uploads.ts";

const rows: Readonly<Record<string, ContainerRow>> = containerRows;

/** `docker:index/container:Container`. Its id is the engine's id of the container. */
export const container: ResourceType = {
  token: "docker:index/container:Container",
  table: containerRows,
  computed: containerComputed,
  autonamed: true,
  complaints,
  exclusive,

  async create(operation, inputs) {
    const { journal, owner } = operation;
    const spec = writeRows<ContainerSpec, Seen>(containerRows, inputs, {
      name: "",
      Image: "",
      HostConfig: {},
    });
    spec.Labels = { ...spec.Labels, ...ownershipLabels(owner) };
    // The engine's own default may be another; the package's is "no".
    spec.HostConfig.Init ??= false;
    await refuseIgnored(operation, spec);
    await hastenStart(operation.engine, spec);
    const further = await writeEndpoints(operation, spec, inputs);
    await clearOrphans(operation, "container");
    const id = await journal.creating("container", owner.urn, spec.name, () =>
      createWithImage(operation, spec),
    );
    await prepare(operation, id, inputs, further);
    return { id, state: await recorded(operation, id, inputs, () => finish(operation, id, inputs)) };
  },

  async read(operation, id, inputs) {
    const { engine } = operation;
    const seen = await inspectContainer(engine, id);
    if (seen === undefined) return undefined;
    if (inputs === undefined) {
      const image = await inspectImage(engine, seen.Image);
      const fixedMac = await fixedMacOf(engine, seen);
      // Where the engine is too old for macAddress, an input of it would be refused by the next creation.
      const [kept, unkept] = (await engine.speaks("1.44")) ? [fixedMac, undefined] : [undefined, fixedMac];
      const found = importedInputs(containerRows, { container: seen, image, inputs, fixedMac: kept });
      tellOfUnkept(operation, seen, image, unkept);
      return { id: seen.Id, inputs: found, state: containerState(found, seen) };
    }
    await tellOfRebuilt(operation, seen, inputs);
    const cutOff = await isCutOff(engine, seen);
    const found = observedInputs(containerRows, inputs, {
      container: seen,
      image: undefined,
      inputs,
      cutOff,
    });
    return {
      id: seen.Id,
      inputs: found,
      state: containerState(found, seen, await keptLogs(engine, seen, inputs)),
    };
  },

  mayHold: property => rows[property]?.holds !== undefined,

  async holds({ engine }, id) {
    const container = await inspectContainer(engine, id);
    if (container === undefined) return undefined;
    const seen = { container, image: await inspectImage(engine, container.Image), inputs: undefined };
    return (property, value) => rows[property]?.holds?.(value, seen) === true;
  },

  async update(operation, id, inputs) {
    const { engine } = operation;
    const seen = await inspectContainer(engine, id);
    if (seen === undefined) {
      throw new EngineFailure(
        "not-found",
        `Container ${String(inputs["name"])} does not exist any more.`,
        "`pulumi refresh` takes note of that, and the next run makes a new one.",
      );
    }
    return await recorded(operation, id, inputs, async () => {
      const name = String(inputs["name"]);
      if (seen.Name !== `/${name}`) await rename(operation, id, name);
      if (limitsDiffer(seen, inputs))
        await updateContainer(engine, id, limitUpdate(inputs as Record<string, Plain>));
      await reconcileEndpoints(operation, seen, inputs);
      // One that could not be prepared, and could not be removed then, may lack its files.
      if (seen.State.Status === "created") await upload(engine, seen, uploadsOf(inputs));
      return await settleRunning(operation, seen, inputs);
    });
  },

  async delete({ engine, events, signal }, id, inputs) {
    const graceSeconds = Number(inputs["destroyGraceSeconds"] ?? 0);
    // Without a grace the removal kills it; a stop of 0 seconds would leave it to chance whether it hears SIGTERM.
    if (graceSeconds > 0 && inputs["attach"] !== true) await stopContainer(engine, id, graceSeconds);
    const removed = await removeContainer(engine, id, { volumes: inputs["removeVolumes"] !== false });
    if (removed) return;
    const gone = await waitFor(engine, events, id, {
      deadline: 60_000,
      signal,
      until: seen => seen === undefined || undefined,
    });
    if (gone) return;
    throw new EngineFailure(
      "timed-out",
      `Container ${String(inputs["name"])} is being removed by somebody else, and was not gone within 60 s.`,
      "See what holds it (`docker inspect`, the engine's log), then run the command again.",
    );
  },
};

/** What the engine would take without a word and ignore, whatever its version. */
async function refuseIgnored({ engine }: Operation, { name, HostConfig }: ContainerSpec): Promise<void> {
  if (HostConfig.StorageOpt === undefined || !(await keepsImagesInContainerd(engine))) return;
  throw new EngineFailure(
    "unsupported",
    `Could not create container ${name}: this engine keeps its images in containerd, and ignores storageOpts there.`,
    "Leave storageOpts out, or use an engine with the storage driver overlay2.",
  );
}

async function rename({ engine }: Operation, id: string, name: string): Promise<void> {
  try {
    await renameContainer(engine, id, name);
  } catch (error) {
    if (!failedWith(error, "name-in-use")) throw error;
    throw new EngineFailure(
      error.kind,
      error.what,
      "Give another name, or remove that container if nobody needs it; two that are to swap their names do so in two runs, " +
        "in the first of which one of them gets a third name.",
      { cause: error },
    );
  }
}

/** Creates the container; an image the engine does not have is pulled first. */
async function createWithImage(
  { engine, logins, signal, report }: Operation,
  spec: ContainerSpec,
): Promise<string> {
  try {
    return await createContainer(engine, spec);
  } catch (error) {
    if (!failedWith(error, "image-missing")) throw error;
    const login = await logins.forImage(spec.Image);
    await pullImage(engine, spec.Image, {
      ...(spec.platform === undefined ? {} : { platform: spec.platform }),
      ...(login === undefined ? {} : { login }),
      signal,
      onProgress: report,
    });
    return await createContainer(engine, spec);
  }
}

/**
 * Networks and files come before the start. A container that cannot be prepared is removed again; one that cannot even
 * be removed goes into the state, so that somebody will.
 */
async function prepare(
  operation: Operation,
  id: string,
  inputs: Properties,
  further: readonly EndpointInput[] | undefined,
): Promise<void> {
  const { engine } = operation;
  try {
    const uploads = uploadsOf(inputs);
    await connectEndpoints(operation, id, String(inputs["name"]), further ?? []);
    const created =
      further === undefined || uploads.length > 0 ? await inspectContainer(engine, id) : undefined;
    if (created === undefined) return;
    await reconcileEndpoints(operation, created, inputs);
    await upload(engine, created, uploads);
  } catch (error) {
    await removeContainer(engine, id, { volumes: true }).catch(() => {
      throw new Incomplete(id, { ...inputs, id }, error as Error);
    });
    throw error;
  }
}

/** Works on a container that is there; where that fails, what there is of it goes into the state all the same. */
async function recorded(
  operation: Operation,
  id: string,
  inputs: Properties,
  work: () => Promise<BroughtUp>,
): Promise<Properties> {
  try {
    const { container, logs } = await work();
    refuseUnheld(container, inputs);
    return containerState(inputs, container, logs);
  } catch (problem) {
    const error = failedWith(problem, "lost-track") ? await removeLost(operation, id, problem) : problem;
    const seen = await remainder(operation, id, inputs).catch(() => "unknown" as const);
    // Gone: there is nothing for the state to hold.
    if (seen === undefined) throw error;
    throw new Incomplete(
      id,
      seen === "unknown" ? { ...inputs, id } : containerState(inputs, seen),
      error as Error,
    );
  }
}

/** A container the engine lost in its first start never starts, and holds nothing yet: it goes, for another to come. */
async function removeLost({ engine }: Operation, id: string, lost: EngineFailure): Promise<EngineFailure> {
  const seen = await inspectContainer(engine, id).catch(() => undefined);
  if (seen?.State.Status !== "created") return lost;
  const removed = await removeContainer(engine, id, { volumes: true }).catch(() => false);
  if (!removed) return lost;
  const remedy = "It is removed; run the command again with --refresh: another is made in its place.";
  return new EngineFailure(lost.kind, lost.what, remedy, { cause: lost });
}

/** What is left of a container that could not be brought up; the engine takes one that is to go at its end away. */
async function remainder(
  { engine, events }: Operation,
  id: string,
  inputs: Properties,
): Promise<ContainerInspect | undefined> {
  const seen = await inspectContainer(engine, id);
  if (inputs["rm"] !== true || seen === undefined || seen.State.Running || seen.State.Status === "created") {
    return seen;
  }
  const gone = await waitFor(engine, events, id, {
    deadline: 10_000,
    until: now => now === undefined || undefined,
  });
  return gone ? undefined : seen;
}

function uploadsOf(inputs: Properties): readonly UploadInput[] {
  return (inputs["uploads"] ?? []) as readonly UploadInput[];
}

function limitsDiffer(seen: ContainerInspect, inputs: Properties): boolean {
  return Object.entries(limitRows).some(
    ([name, row]) =>
      row.drifts &&
      row.observe !== undefined &&
      !equalFor(row, inputs[name], row.observe({ container: seen, image: undefined, inputs })),
  );
}
