import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ChannelCredentials } from "@grpc/grpc-js";
import providerServices from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerMessages from "@pulumi/pulumi/proto/provider_pb.js";
import { run } from "../../tools/toolchain/index.ts";
import { root } from "../harness/project.ts";

interface Schema {
  readonly name: string;
  readonly resources: object;
}

function assertOurs({ name, resources }: Schema): void {
  assert.equal(name, "bulkhead");
  assert.equal(Object.keys(resources).length, 11);
  assert.ok("bulkhead:index:MultiTierApp" in resources);
}

describe("the package of components, as SDKs are made of it", function () {
  this.timeout(60_000);

  it("is taken by pulumi from the plugin's program", async () => {
    const program = join(root, "languages/bin/pulumi-resource-bulkhead");
    assertOurs(JSON.parse(await run("pulumi", ["package", "get-schema", program])) as Schema);
  });

  it("is served from the plugin's folder, started as language hosts start folders", async () => {
    const runner = createRequire(import.meta.filename).resolve("@pulumi/pulumi/cmd/run-plugin");
    const child = spawn(process.execPath, [runner, "."], {
      cwd: join(root, "languages"),
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
      const client = new providerServices.ResourceProviderClient(
        `127.0.0.1:${port}`,
        ChannelCredentials.createInsecure(),
      );
      const text = await new Promise<string>((resolve, reject) => {
        client.getSchema(new providerMessages.GetSchemaRequest(), (error, answer) =>
          error ? reject(error) : resolve(answer.getSchema()),
        );
      });
      client.close();
      assertOurs(JSON.parse(text) as Schema);
    } finally {
      const closed = once(child, "close");
      child.kill();
      await closed;
    }
  });
});
