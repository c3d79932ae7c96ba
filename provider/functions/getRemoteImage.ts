import { EngineFailure, inspectImage } from "../../engine/index.ts";
import { repoDigest } from "../resources/remoteImage.ts";
import { text } from "../tables/shape.ts";
import type { FunctionType } from "./function.ts";

/** `docker:index/getRemoteImage:getRemoteImage`: looks at an image that is on the engine. */
export const getRemoteImage: FunctionType = {
  token: "docker:index/getRemoteImage:getRemoteImage",
  arguments: {
    name: { about: "the image's name, with tag or digest, or its id", shape: text, required: true },
  },
  results: {
    id: { about: "the image's id", shape: text },
    repoDigest: {
      about: "its name in its repository by digest; empty for one that was never pulled or pushed",
      shape: text,
    },
  },

  async run({ engine }, given) {
    const name = String(given["name"]);
    const image = await inspectImage(engine, name);
    if (image === undefined) {
      throw new EngineFailure(
        "image-missing",
        `The image ${name} is not on the engine.`,
        "Pull it first (a RemoteImage resource does), or correct its name.",
      );
    }
    return { id: image.Id, repoDigest: repoDigest(name, image) };
  },
};
