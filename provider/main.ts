import { DockerPlugin } from "./plugin.ts";
import { EngineLink } from "./protocol/engineLink.ts";
import { servePlugin } from "./protocol/server.ts";
import { packageSchema } from "./schema.ts";

/** The version of the package this plugin stands in for: that of @pulumi/docker it was written against. */
const version = "5.2.0";

/** Pulumi's engine gives its address as the last argument and reads the plugin's port from the first line. */
const address = process.argv.slice(2).findLast(argument => !argument.startsWith("-"));
const link = address === undefined ? undefined : new EngineLink(address);
link?.watch(() => process.exit(0));

const plugin = new DockerPlugin({
  report: (urn, status) => link?.report(urn, status),
  tell: (urn, message) => link?.tell(urn, message),
  warn: (urn, message) => link?.warn(urn, message),
});
const port = await servePlugin(plugin, { version, schema: () => packageSchema(version) });
process.stdout.write(`${port}\n`);
