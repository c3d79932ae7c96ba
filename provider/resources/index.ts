import { container } from "./container/container.ts";
import { network } from "./network.ts";
import { remoteImage } from "./remoteImage.ts";
import type { ResourceType } from "./resource.ts";
import { volume } from "./volume.ts";

/** Every resource this plugin makes, by token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [container, network, remoteImage, volume].map(type => [type.token, type]),
);

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
  ["docker:index/registryImage:RegistryImage", "it pushes no images; `docker push` does"],
  ["docker:index/secret:Secret", "it knows no swarm"],
  ["docker:index/service:Service", "it knows no swarm"],
  ["docker:index/serviceConfig:ServiceConfig", "it knows no swarm"],
  ["docker:index/tag:Tag", "it makes no tags; `docker tag` does"],
]);

/** How to go on with something this plugin does not do. */
export const otherPlugin =
  "remove plugins.providers from Pulumi.yaml to use the official docker plugin; it takes this stack's state as it is";
