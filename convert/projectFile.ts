import { stringify } from "yaml";
import type { Setting } from "./settings.ts";

/** What a project is to find where. */
export interface ProjectPlace {
  /** The module that components come from. */
  readonly components: string;
  /** The folder of the embedded provider. */
  readonly provider: string;
}

/** Where a project finds them that has installed this package. */
export const installed: ProjectPlace = {
  components: "pulumi-bulkhead/components",
  provider: "node_modules/pulumi-bulkhead/dist/provider/bin",
};

/** The text of a Pulumi.yaml: state on this machine, the embedded provider, and which values are to be given. */
export function projectFile(
  name: string,
  source: string,
  settings: readonly Setting[],
  { provider }: ProjectPlace,
): string {
  const asked = settings.filter(({ secret, otherwise }) => secret || otherwise === undefined);
  const config = asked.map(({ name: key, secret, origin }) => [
    key,
    { type: "string", ...(secret ? { secret } : {}), description: origin },
  ]);
  return stringify({
    name,
    description: `Written from ${source}`,
    runtime: { name: "nodejs", options: { typescript: false } },
    main: "index.ts",
    backend: { url: "file://./.bulkhead/state?metadata=skip" },
    plugins: { providers: [{ name: "docker", path: provider }] },
    ...(config.length === 0 ? {} : { config: Object.fromEntries(config) }),
  });
}
