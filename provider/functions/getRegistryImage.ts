import { findDigest } from "../registry/client.ts";
import { flag, text } from "../tables/shape.ts";
import type { FunctionType } from "./function.ts";

/** `docker:index/getRegistryImage:getRegistryImage`: the digest under which a registry holds an image. */
export const getRegistryImage: FunctionType = {
  token: "docker:index/getRegistryImage:getRegistryImage",
  arguments: {
    name: { about: "the image's name, with tag or digest", shape: text, required: true },
    insecureSkipVerify: { about: "take any certificate of the registry", shape: flag, default: false },
  },
  results: {
    id: { about: "the digest", shape: text },
    sha256Digest: { about: "the digest, sha256:...", shape: text },
  },

  async run({ logins, signal }, given) {
    const name = String(given["name"]);
    const login = await logins.forImage(name);
    const digest = await findDigest(name, { login, insecure: given["insecureSkipVerify"] === true, signal });
    return { id: digest, sha256Digest: digest };
  },
};
