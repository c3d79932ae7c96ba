import { join } from "node:path";

/**
 * The folder of the embedded provider's plugin, for `plugins.providers[].path` of a Pulumi.yaml that is written by a
 * program: in one that is written by hand it is `node_modules/pulumi-bulkhead/dist/provider/bin`.
 *
 * @example workspace.saveProjectSettings({ name: "shop", runtime: "nodejs", plugins: { providers: [{ name: "docker", path: providerFolder }] } })
 */
export const providerFolder: string = join(import.meta.dirname, "bin");
