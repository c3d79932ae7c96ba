import {
  failedWith,
  findOrPullImage,
  type ImageInspect,
  inspectImage,
  pullImage,
  removeImage,
} from "../../engine/index.ts";
import type { Properties } from "../protocol/values.ts";
import { rowOf, stateOf } from "../tables/row.ts";
import { flag, list, map, object, text } from "../tables/shape.ts";
import { isFor } from "./platform.ts";
import type { Operation, ResourceType } from "./resource.ts";

/** What of a RemoteImage's inputs this file uses. */
interface ImageInputs {
  readonly name: string;
  readonly platform?: string;
  readonly keepLocally?: boolean;
  readonly forceRemove?: boolean;
  readonly pullTriggers?: readonly string[];
}

const row = rowOf<never, ImageInspect>();

const rows = {
  name: row<string>({
    about: "the image's name, with tag or digest",
    shape: text,
    required: true,
    change: "replace",
    complain: name => (name === "" ? "an image needs a name, e.g. nginx:1.27" : undefined),
  }),
  build: row<never>({
    about: "build the image",
    shape: object("RemoteImageBuild", {}),
    change: "replace",
    refused:
      "Bulkhead's provider builds no images; build it with `docker build` and give its name, " +
      "or remove plugins.providers from Pulumi.yaml to use the official plugin",
  }),
  forceRemove: row<boolean>({
    about: "remove it although it has other tags, or stopped containers",
    shape: flag,
    change: "local",
  }),
  keepLocally: row<boolean>({ about: "leave it on the engine at the end", shape: flag, change: "local" }),
  platform: row<string>({ about: "platform to pull for, e.g. linux/arm64", shape: text, change: "replace" }),
  pullTriggers: row<string[]>({
    about: "values whose change pulls it again; the registry is then asked first",
    shape: list(text),
    change: "replace",
  }),
  triggers: row<Record<string, string>>({
    about: "values whose change makes the resource anew",
    shape: map,
    change: "replace",
  }),
};

/**
 * `docker:index/remoteImage:RemoteImage`. Its id is the image's id followed by its name, as the official plugin has it.
 * An image that is on the engine already is taken as it is; otherwise it is pulled.
 */
export const remoteImage: ResourceType = {
  token: "docker:index/remoteImage:RemoteImage",
  table: rows,
  computed: {
    imageId: { about: "the image's id", shape: text },
    repoDigest: {
      about: "its name in its repository by digest; empty for one that was never pulled or pushed",
      shape: text,
    },
  },
  autonamed: false,

  exclusive: { decide: () => false, about: "the old one never goes first" },

  async create(operation, inputs) {
    const { name } = inputs as unknown as ImageInputs;
    const image = await ensureImage(operation, inputs as unknown as ImageInputs);
    operation.imagesInUse.add(name);
    return { id: image.Id + name, state: outputs(inputs, image) };
  },

  async read(operation, id, inputs) {
    // The id of an import is the image's name.
    const name = inputs === undefined ? id : String(inputs["name"]);
    const image = await inspectImage(operation.engine, name);
    if (image === undefined) return undefined;
    const found = inputs ?? { name };
    return { id: image.Id + name, inputs: found, state: outputs(found, image) };
  },

  async update(operation, _id, inputs) {
    const { name } = inputs as unknown as ImageInputs;
    const image = await inspectImage(operation.engine, name);
    return image === undefined ? inputs : outputs(inputs, image);
  },

  async delete({ engine, imagesInUse }, id, inputs) {
    const { name, keepLocally, forceRemove } = inputs as unknown as ImageInputs;
    if (keepLocally) return;
    const old = id.slice(0, id.length - name.length);
    const current = await inspectImage(engine, name);
    if (current?.Id === old && imagesInUse.has(name)) return;
    // Where the name has moved on to a newer image, the old one has only its id left.
    await removeImage(engine, current?.Id === old ? name : old, { force: forceRemove ?? false });
  },
};

/** Takes the image that is there; with pullTriggers the registry is asked first, which is what they are for. */
async function ensureImage(operation: Operation, inputs: ImageInputs): Promise<ImageInspect> {
  const { engine, logins, signal, report, tell } = operation;
  const login = await logins.forImage(inputs.name);
  const options = {
    ...(inputs.platform ? { platform: inputs.platform } : {}),
    ...(login === undefined ? {} : { login }),
    signal,
    onProgress: report,
  };
  const local = await inspectImage(engine, inputs.name);
  if (local !== undefined && !isFor(local, inputs.platform)) {
    await pullImage(engine, inputs.name, options);
  } else if (local !== undefined && (inputs.pullTriggers ?? []).length > 0) {
    try {
      await pullImage(engine, inputs.name, options);
    } catch (error) {
      if (!failedWith(error, "image-missing")) throw error;
      tell(`${error.what} The image of that name on the engine is used.`);
    }
  }
  return await findOrPullImage(engine, inputs.name, options);
}

function outputs(inputs: Properties, image: ImageInspect): Properties {
  const name = String(inputs["name"]);
  return {
    ...stateOf(rows, inputs, image),
    id: image.Id + name,
    imageId: image.Id,
    repoDigest: repoDigest(name, image),
  };
}

/** The digest under the name's own repository; the first one otherwise; empty for an image that was never pushed. */
export function repoDigest(name: string, image: ImageInspect): string {
  const digests = image.RepoDigests ?? [];
  const repository = name.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
  return digests.find(digest => digest.startsWith(`${repository}@`)) ?? digests[0] ?? "";
}
