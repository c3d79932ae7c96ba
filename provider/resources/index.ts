import { container } from "./container/container.ts";
import { network } from "./network.ts";
import { remoteImage } from "./remoteImage.ts";
import type { ResourceType } from "./resource.ts";
import { volume } from "./volume.ts";

/** Every resource this plugin makes, by token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [container, network, remoteImage, volume].map(type => [type.token, type]),
);

/** Resources of the package that this plugin refuses by name. */
export const refusedTypes: readonly string[] = [
  "docker:index/buildxBuilder:BuildxBuilder",
  "docker:index/image:Image",
  "docker:index/plugin:Plugin",
  "docker:index/registryImage:RegistryImage",
  "docker:index/secret:Secret",
  "docker:index/service:Service",
  "docker:index/serviceConfig:ServiceConfig",
  "docker:index/tag:Tag",
];

/** How to go on with something this plugin does not do. */
export const otherPlugin =
  "remove plugins.providers from Pulumi.yaml to use the official docker plugin; it takes this stack's state as it is";
