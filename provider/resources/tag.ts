import { EngineFailure, type ImageInspect, inspectImage, tagImage } from "../../engine/index.ts";
import type { Properties } from "../protocol/values.ts";
import { rowOf, stateOf } from "../tables/row.ts";
import { set, text } from "../tables/shape.ts";
import type { ResourceType } from "./resource.ts";

interface TagInputs {
  readonly sourceImage: string;
  readonly targetImage: string;
}

const row = rowOf<never, ImageInspect>();

const rows = {
  sourceImage: row<string>({
    about: "name or id of an image on the engine",
    shape: text,
    required: true,
    change: "replace",
    complain: image => (image === "" ? "give an image's name or id" : undefined),
  }),
  targetImage: row<string>({
    about: "the further name it gets",
    shape: text,
    required: true,
    change: "replace",
    complain: targetComplaint,
  }),
  tagTriggers: row<string[]>({
    about: "values whose change tags it again, e.g. the source's id",
    shape: set(text),
    change: "replace",
  }),
};

/**
 * `docker:index/tag:Tag`: a further name for an image. Its id is both names with a dot between them, as the official
 * plugin has it. Deleting it leaves both names, as the official plugin does: the image may be in use under either.
 */
export const tag: ResourceType = {
  token: "docker:index/tag:Tag",
  table: rows,
  computed: { sourceImageId: { about: "id of the image that was tagged", shape: text } },
  autonamed: false,

  // The engine moves a name from one image to another in one step.
  exclusive: { decide: () => false, about: "the old one never goes first" },

  async create({ engine }, inputs) {
    const { sourceImage, targetImage } = inputs as unknown as TagInputs;
    const image = await inspectImage(engine, sourceImage);
    if (image === undefined) {
      throw new EngineFailure(
        "image-missing",
        `Could not tag image ${sourceImage} as ${targetImage}: it is not on the engine.`,
        "Pull or build it first (a RemoteImage resource pulls it), or correct its name.",
      );
    }
    await tagImage(engine, image.Id, targetImage);
    return { id: idOf(inputs), state: outputs(inputs, image) };
  },

  async read({ engine }, id, inputs) {
    // The id of an import is the name; what it was a further name of, nobody knows any more.
    const target = inputs === undefined ? id : String(inputs["targetImage"]);
    const image = await inspectImage(engine, target);
    if (image === undefined) return undefined;
    const source =
      inputs === undefined ? undefined : await inspectImage(engine, String(inputs["sourceImage"]));
    // A name that has gone to another image by hand is a difference; a source that is gone is none.
    const moved = inputs === undefined || (source !== undefined && source.Id !== image.Id);
    const found = moved ? { ...inputs, sourceImage: image.Id, targetImage: target } : inputs;
    return { id: inputs === undefined ? idOf(found) : id, inputs: found, state: outputs(found, image) };
  },

  async update({ engine }, _id, inputs) {
    const image = await inspectImage(engine, String(inputs["targetImage"]));
    return image === undefined ? inputs : outputs(inputs, image);
  },

  async delete() {},
};

function idOf(inputs: Properties): string {
  return `${String(inputs["sourceImage"])}.${String(inputs["targetImage"])}`;
}

function outputs(inputs: Properties, image: ImageInspect): Properties {
  return { ...stateOf(rows, inputs, image), id: idOf(inputs), sourceImageId: image.Id };
}

function targetComplaint(name: unknown): string | undefined {
  if (typeof name !== "string") return undefined;
  if (name === "") return "give the further name, e.g. registry.example.com/shop/app:1.4";
  return name.includes("@") ? `"${name}" is a digest, which follows from the image; give a tag` : undefined;
}
