import { container } from "./container/container.ts";
import { network } from "./network.ts";
import { remoteImage } from "./remoteImage.ts";
import type { ResourceType } from "./resource.ts";
import { volume } from "./volume.ts";

/** What nearly every stack has is there from the start. */
const present: ReadonlyMap<string, ResourceType> = new Map(
  [container, network, remoteImage, volume].map(type => [type.token, type]),
);

/** How the code of the others is loaded, once one of them is spoken of. */
const loaders: Readonly<Record<string, () => Promise<ResourceType>>> = {
  "docker:index/registryImage:RegistryImage": async () => (await import("./registryImage.ts")).registryImage,
  "docker:index/secret:Secret": async () => (await import("./swarm/secret.ts")).secret,
  "docker:index/service:Service": async () => (await import("./swarm/service.ts")).service,
  "docker:index/serviceConfig:ServiceConfig": async () =>
    (await import("./swarm/serviceConfig.ts")).serviceConfig,
  "docker:index/tag:Tag": async () => (await import("./tag.ts")).tag,
};

/** The type of a token; undefined for one this plugin does not make. */
export async function resourceType(token: string): Promise<ResourceType | undefined> {
  return present.get(token) ?? (await loaders[token]?.());
}

/** Every type this plugin makes. */
export async function resourceTypes(): Promise<ResourceType[]> {
  return [...present.values(), ...(await Promise.all(Object.values(loaders).map(load => load())))];
}

/** Resources of the package that this plugin refuses by name, and why. */
export const refusedTypes: ReadonlyMap<string, string> = new Map([
  ["docker:index/buildxBuilder:BuildxBuilder", "it builds no images"],
  [
    "docker:index/image:Image",
    "it builds no images; `docker build` does, and RemoteImage or Container takes what it made",
  ],
  [
    "docker:index/plugin:Plugin",
    "an engine plugin outlives stacks and takes the host's privileges; `docker plugin install` asks for them",
  ],
]);

/** How to go on with something this plugin does not do. */
export const otherPlugin =
  "remove plugins.providers from Pulumi.yaml to use the official docker plugin; it takes this stack's state as it is";
