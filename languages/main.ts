import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ChannelCredentials, Client } from "@grpc/grpc-js";
import { provider } from "@pulumi/pulumi";
import { neverIdle, watchEngine } from "../plugin/index.ts";
import { forYaml, isYamlProject } from "./forYaml.ts";
import { ComponentProvider } from "./provider.ts";
import type { PackageSpec } from "./spec.ts";

function json<T>(path: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, path), "utf8")) as T;
}

/** The package's own version: the folder above, or the one above that where it is compiled. */
function version(): string {
  const { version } = json<{ version: string }>(
    import.meta.filename.endsWith(".ts") ? "../package.json" : "../../package.json",
  );
  return version;
}

const args = process.argv.slice(2);
const address = args.findLast(argument => !argument.startsWith("-"));
if (address !== undefined) {
  const engine = new Client(address, ChannelCredentials.createInsecure(), neverIdle);
  watchEngine(engine, () => process.exit());
}
const schema = json<PackageSpec>("schema.json");
const shown = isYamlProject(process.cwd()) ? forYaml(schema) : schema;
await provider.main(new ComponentProvider(version(), schema, { shown }), args);
