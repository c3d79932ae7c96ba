import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Pack } from "./pack.ts";
import { watchEngine } from "./protocol/lifeline.ts";
import { serve } from "./protocol/server.ts";

const { name, version } = JSON.parse(readFileSync(join(import.meta.dirname, "package.json"), "utf8")) as {
  name: string;
  version: string;
};
const folders = [process.cwd(), process.env["PWD"] ?? process.cwd()];
const port = await serve(new Pack({ env: process.env, folders }), {
  identity: { name, version },
  onEngine: address => watchEngine(address, () => process.exit()),
});
// Pulumi reads the port from the first line that a plugin writes.
process.stdout.write(`${port}\n`);
