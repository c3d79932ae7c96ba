/** Functions of the package that this plugin refuses by name, and why. */
export const refusedFunctions: ReadonlyMap<string, string> = new Map([
  ["docker:index/getLogs:getLogs", "not built yet"],
  ["docker:index/getNetwork:getNetwork", "not built yet"],
  ["docker:index/getPlugin:getPlugin", "it knows no engine plugins"],
  ["docker:index/getRegistryImage:getRegistryImage", "not built yet"],
  ["docker:index/getRegistryImageManifests:getRegistryImageManifests", "not built yet"],
  ["docker:index/getRemoteImage:getRemoteImage", "not built yet"],
  ["pulumi:providers:docker/terraformConfig", "it is no bridge to a Terraform provider"],
]);
