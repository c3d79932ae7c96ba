import {
  createVolume,
  EngineFailure,
  inspectVolume,
  removeVolume,
  type VolumeInspect,
  type VolumeSpec,
} from "../../engine/index.ts";
import { isMadeUp } from "../autoname.ts";
import { clearOrphans } from "../orphans.ts";
import { ownedBy, ownershipLabels } from "../ownership.ts";
import type { Properties } from "../protocol/values.ts";
import { equalFor } from "../tables/property.ts";
import { importedInputs, observedInputs, rowOf, stateOf, writeRows } from "../tables/row.ts";
import { map, object, text } from "../tables/shape.ts";
import { type LabelInput, labelInputs, labelList, labelMap } from "./labels.ts";
import { looked, type Operation, type ResourceType } from "./resource.ts";

const row = rowOf<VolumeSpec, VolumeInspect>();

/** The engine can change nothing of a volume, so every change is a replacement. */
const rows = {
  name: row<string>({
    about: "its name; made up where none is given",
    shape: text,
    change: "replace",
    write: (name, spec) => {
      spec.Name = name;
    },
    observe: volume => volume.Name,
  }),
  cluster: row<never>({
    about: "a cluster (CSI) volume of a swarm",
    shape: object("VolumeCluster", {}),
    change: "replace",
    refused:
      "Bulkhead's provider makes no cluster (CSI) volumes; create it with `docker volume create` and use its name, " +
      "or remove plugins.providers from Pulumi.yaml to use the official plugin",
  }),
  driver: row<string>({
    about: "who keeps it, e.g. local",
    shape: text,
    change: "replace",
    write: (driver, spec) => {
      spec.Driver = driver;
    },
    observe: volume => volume.Driver,
  }),
  driverOpts: row<Record<string, string>>({
    about: "options of that driver",
    shape: map,
    change: "replace",
    write: (options, spec) => {
      spec.DriverOpts = options;
    },
    observe: volume => volume.Options,
  }),
  labels: row<LabelInput[]>({
    about: "labels on the volume",
    shape: labelList("VolumeLabel"),
    change: "replace",
    write: (labels, spec) => {
      spec.Labels = labelMap(labels);
    },
    observe: volume => labelInputs(volume.Labels),
  }),
};

/** `docker:index/volume:Volume`. Its id is its name. */
export const volume: ResourceType = {
  token: "docker:index/volume:Volume",
  table: rows,
  computed: { mountpoint: { about: "where it is on the engine's host", shape: text } },
  autonamed: true,

  exclusive: {
    decide: (before, after) => before["name"] === after["name"],
    about: "the old one goes first when both have the same name",
  },

  async create(operation, inputs) {
    const spec = writeRows<VolumeSpec, VolumeInspect>(rows, inputs, { Name: "" });
    spec.Labels = { ...spec.Labels, ...ownershipLabels(operation.owner) };
    // One with the wanted name is simply used.
    await clearOrphans(operation, "volume", spec.Name);
    const id = await operation.journal.creating("volume", operation.owner.urn, spec.Name, () =>
      createVolume(operation.engine, spec),
    );
    const look = (): Promise<VolumeInspect | undefined> => inspectVolume(operation.engine, id);
    // One of a given name may be somebody else's, which only a look would tell: the state must not hold it unseen.
    const seen = isMadeUp(inputs) ? await looked(id, inputs, look) : await look();
    if (seen === undefined) return { id, state: inputs };
    takeAsItIs(operation, seen, inputs);
    return { id, state: outputs(inputs, seen) };
  },

  async read(operation, id, inputs) {
    const seen = await inspectVolume(operation.engine, id);
    if (seen === undefined) return undefined;
    const found = inputs === undefined ? importedInputs(rows, seen) : observedInputs(rows, inputs, seen);
    return { id: seen.Name, inputs: found, state: outputs(found, seen) };
  },

  async update(operation, id, inputs) {
    return await currentState(operation, id, inputs);
  },

  async delete(operation, id) {
    await removeVolume(operation.engine, id);
  },
};

async function currentState(operation: Operation, id: string, inputs: Properties): Promise<Properties> {
  const seen = await inspectVolume(operation.engine, id);
  return seen === undefined ? inputs : outputs(inputs, seen);
}

/**
 * The engine takes a volume that exists for the one asked for, whatever options it has; who destroys the stack then
 * destroys its data.
 */
function takeAsItIs({ owner, tell }: Operation, seen: VolumeInspect, inputs: Properties): void {
  const differs = (["driver", "driverOpts"] as const).some(
    key =>
      !equalFor(rows[key], inputs[key], undefined) &&
      !equalFor(rows[key], inputs[key], rows[key].observe?.(seen)),
  );
  if (differs) {
    throw new EngineFailure(
      "name-in-use",
      `Could not create volume ${seen.Name}: one of that name exists already, with another driver or other options.`,
      "Give another name, or remove that volume if nobody needs what it holds.",
    );
  }
  if (owner.provider === undefined || ownedBy(seen.Labels, owner)) return;
  tell(
    `A volume named ${seen.Name} existed already and is used as it is. It will be deleted with this resource, with what ` +
      "others keep in it; set retainOnDelete, or give another name, if it is not this stack's.",
  );
}

function outputs(inputs: Properties, seen: VolumeInspect): Properties {
  return { ...stateOf(rows, inputs, seen), id: seen.Name, mountpoint: seen.Mountpoint };
}
