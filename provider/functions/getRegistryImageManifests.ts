import { EngineFailure, type RegistryLogin } from "../../engine/index.ts";
import { findManifest } from "../registry/client.ts";
import { parseReference } from "../registry/reference.ts";
import { flag, list, object, text } from "../tables/shape.ts";
import type { FunctionType } from "./function.ts";

/** What of the arguments this file uses. */
interface ManifestArguments {
  readonly name: string;
  readonly insecureSkipVerify: boolean;
  readonly authConfig?: { readonly address: string; readonly username?: string; readonly password?: string };
}

/** What of an index this file uses; @see https://github.com/opencontainers/image-spec/blob/main/image-index.md */
interface Index {
  readonly manifests?: readonly {
    readonly mediaType: string;
    readonly digest: string;
    readonly platform?: { readonly architecture: string; readonly os: string };
  }[];
}

/** `docker:index/getRegistryImageManifests:getRegistryImageManifests`: the images of an index, one for each platform. */
export const getRegistryImageManifests: FunctionType = {
  token: "docker:index/getRegistryImageManifests:getRegistryImageManifests",
  arguments: {
    name: { about: "the image's name, with tag or digest", shape: text, required: true },
    authConfig: {
      about: "login for this call, in place of the provider's",
      shape: object("getRegistryImageManifestsAuthConfig", {
        address: { about: "the registry", shape: text, required: true },
        username: { about: "user name", shape: text },
        password: { about: "its password", shape: text },
      }),
    },
    insecureSkipVerify: { about: "take any certificate of the registry", shape: flag, default: false },
  },
  results: {
    id: { about: "repository and tag, or digest", shape: text },
    manifests: {
      about: "the images, in the index's order",
      shape: list(
        object("getRegistryImageManifestsManifest", {
          architecture: { about: "e.g. amd64", shape: text },
          mediaType: { about: "the form it is kept in", shape: text },
          os: { about: "e.g. linux", shape: text },
          sha256Digest: { about: "its digest", shape: text },
        }),
      ),
    },
  },

  async run({ logins, signal }, given) {
    const { name, insecureSkipVerify, authConfig } = given as unknown as ManifestArguments;
    const login = loginOf(authConfig) ?? (await logins.forImage(name));
    const { text: found, mediaType } = await findManifest(name, {
      login,
      insecure: insecureSkipVerify,
      signal,
    });
    const { manifests } = JSON.parse(found) as Index;
    if (manifests === undefined) {
      throw new EngineFailure(
        "unsupported",
        `The image ${name} is for one platform alone: its registry keeps no list of manifests under that name, but ${mediaType}.`,
        "Ask getRegistryImage for its digest.",
      );
    }
    const { repository, tag, digest } = parseReference(name);
    return {
      id: digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`,
      manifests: manifests.map(one => ({
        architecture: one.platform?.architecture ?? "",
        mediaType: one.mediaType,
        os: one.platform?.os ?? "",
        sha256Digest: one.digest,
      })),
    };
  },
};

function loginOf(given: ManifestArguments["authConfig"]): RegistryLogin | undefined {
  if (given?.username === undefined || given.password === undefined) return undefined;
  return { username: given.username, password: given.password, serveraddress: given.address };
}
