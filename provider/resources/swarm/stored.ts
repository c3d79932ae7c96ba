import {
  createStored,
  inspectStored,
  relabelStored,
  removeStored,
  type StoredInspect,
  type StoredKind,
  type StoredSpec,
} from "../../../engine/index.ts";
import { clearOrphans } from "../../orphans.ts";
import { ownershipLabels } from "../../ownership.ts";
import type { Plain, Properties } from "../../protocol/values.ts";
import { importedInputs, observedInputs, type Rows, rowOf, stateOf, writeRows } from "../../tables/row.ts";
import { text } from "../../tables/shape.ts";
import { type LabelInput, labelInputs, labelList, labelMap } from "../labels.ts";
import type { Exclusion, Operation, ResourceType } from "../resource.ts";

/** One as it is, beside the inputs it was made from (absent for an import). */
export interface StoredSeen extends StoredInspect {
  readonly inputs: Properties | undefined;
}

export const row = rowOf<StoredSpec, StoredSeen>();

/** Name and labels, which secrets and configs have in common. */
export function commonRows(what: string, labelType: string): Rows<StoredSpec, StoredSeen> {
  return {
    name: row<string>({
      about: "its name; made up where none is given",
      shape: text,
      change: "replace",
      write: (name, spec) => {
        spec.Name = name;
      },
      observe: ({ Spec }) => Spec.Name,
    }),
    labels: row<LabelInput[]>({
      about: `labels on the ${what}`,
      shape: labelList(labelType),
      change: "update",
      drifts: true,
      write: (labels, spec) => {
        spec.Labels = labelMap(labels);
      },
      observe: ({ Spec }) => labelInputs(Spec.Labels),
    }),
  };
}

/**
 * Made-up names differ, since Pulumi's engine has one made up anew for a replacement: the new one stands beside the old
 * until the services have moved over.
 */
export const exclusiveByName: Exclusion = {
  decide: (before, after) =>
    before["name"] === after["name"] && !((after["__defaults"] ?? []) as readonly string[]).includes("name"),
  about:
    "the old one goes first when both are given the same name; with made-up names the new one comes first",
};

/** Base64 as programs write it may be wrapped, and end with a new line. */
export function withoutLineEnds(base64: string): string {
  return base64.replace(/[\r\n]/g, "");
}

/** Complains of text that is not base64, without showing it. */
export function base64Complaint(value: Plain): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = withoutLineEnds(value);
  if (text !== "" && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return 'it must be base64; write Buffer.from(text).toString("base64")';
}

/** A resource that a swarm keeps for its services: of the same mechanism, with a table of its own. */
export function storedType(
  kind: StoredKind,
  token: string,
  rows: Rows<StoredSpec, StoredSeen>,
  more: Pick<ResourceType, "complaints"> = {},
): ResourceType {
  // As the journal's confirmations name it.
  const noted = kind === "secret" ? "secret" : "serviceConfig";
  return {
    token,
    table: rows,
    computed: {},
    autonamed: true,
    exclusive: exclusiveByName,
    ...more,

    async create(operation, inputs) {
      const { engine, journal, owner } = operation;
      const spec = writeRows<StoredSpec, StoredSeen>(rows, inputs, { Name: "" });
      spec.Labels = { ...spec.Labels, ...ownershipLabels(owner) };
      await clearOrphans(operation, noted);
      const id = await journal.creating(noted, owner.urn, spec.Name, () => createStored(engine, kind, spec));
      return { id, state: await currentState(operation, id, inputs) };
    },

    async read({ engine }, id, inputs) {
      const stored = await inspectStored(engine, kind, id);
      if (stored === undefined) return undefined;
      const seen = { ...stored, inputs };
      const found = inputs === undefined ? importedInputs(rows, seen) : observedInputs(rows, inputs, seen);
      return { id: seen.ID, inputs: found, state: { ...stateOf(rows, found, seen), id: seen.ID } };
    },

    async update(operation, id, inputs) {
      const seen = await inspectStored(operation.engine, kind, id);
      if (seen !== undefined) {
        const labels = {
          ...labelMap(inputs["labels"] as readonly LabelInput[] | undefined),
          ...ownershipLabels(operation.owner),
        };
        await relabelStored(operation.engine, kind, seen, labels);
      }
      return await currentState(operation, id, inputs);
    },

    async delete({ engine }, id) {
      await removeStored(engine, kind, id);
    },
  };

  async function currentState({ engine }: Operation, id: string, inputs: Properties): Promise<Properties> {
    const seen = await inspectStored(engine, kind, id);
    return seen === undefined ? inputs : { ...stateOf(rows, inputs, { ...seen, inputs }), id: seen.ID };
  }
}
