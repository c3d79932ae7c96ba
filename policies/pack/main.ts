import { readFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { ChannelCredentials, Client } from "@grpc/grpc-js";
import { neverIdle, watchEngine } from "../../plugin/index.ts";
import { Pack } from "./pack.ts";
import { servePack } from "./protocol/server.ts";

const { name, version } = JSON.parse(readFileSync(join(import.meta.dirname, "package.json"), "utf8")) as {
  name: string;
  version: string;
};
const folders = [process.cwd(), process.env["PWD"] ?? process.cwd()];
const port = await servePack(new Pack({ env: process.env, folders }), {
  identity: { name, version },
  onEngine: address => {
    const engine = new Client(address, ChannelCredentials.createInsecure(), neverIdle);
    watchEngine(engine, () => process.exit());
  },
});
// Pulumi reads the port from the first line that a plugin writes.
process.stdout.write(`${port}\n`);
// Node would do it at its end, but Pulumi ends its plugins by a signal.
flushCompileCache();
