import type { FunctionType } from "./function.ts";

/** How each function's code is loaded: a stack that calls none starts without any. */
const loaders: Readonly<Record<string, () => Promise<FunctionType>>> = {
  "docker:index/getLogs:getLogs": async () => (await import("./getLogs.ts")).getLogs,
  "docker:index/getNetwork:getNetwork": async () => (await import("./getNetwork.ts")).getNetwork,
  "docker:index/getRegistryImage:getRegistryImage": async () =>
    (await import("./getRegistryImage.ts")).getRegistryImage,
  "docker:index/getRegistryImageManifests:getRegistryImageManifests": async () =>
    (await import("./getRegistryImageManifests.ts")).getRegistryImageManifests,
  "docker:index/getRemoteImage:getRemoteImage": async () =>
    (await import("./getRemoteImage.ts")).getRemoteImage,
};

/** The function of a token; undefined for one this plugin does not have. */
export async function functionType(token: string): Promise<FunctionType | undefined> {
  return await loaders[token]?.();
}

/** Every function this plugin has. */
export async function functionTypes(): Promise<FunctionType[]> {
  return await Promise.all(Object.values(loaders).map(load => load()));
}

/** Functions of the package that this plugin refuses by name, and why. */
export const refusedFunctions: ReadonlyMap<string, string> = new Map([
  ["docker:index/getPlugin:getPlugin", "it knows no engine plugins; `docker plugin inspect` shows them"],
  ["pulumi:providers:docker/terraformConfig", "it is no bridge to a Terraform provider"],
]);
