import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { packExecutable } from "../../policies/pack/location.ts";
import { until } from "../../tools/toolchain/index.ts";
import { Folder } from "../harness/folder.ts";

describe("the policy pack's executable", function () {
  this.timeout(60_000);
  const path = `${dirname(process.execPath)}:/usr/bin:/bin`;

  /** Starts it as Pulumi does, and looks at something once it serves. */
  async function started(env: NodeJS.ProcessEnv, look: () => Promise<void>): Promise<void> {
    const child = spawn(packExecutable, ["127.0.0.1:0"], {
      env: { PATH: path, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "close");
    try {
      const [port] = (await once(child.stdout, "data")) as [Buffer];
      assert.match(port.toString(), /^\d+\n$/);
      await look();
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
  }

  it("keeps its compiled code for the next start, in the user's own folder, though Pulumi ends it by a signal", async () => {
    const folder = new Folder();
    try {
      const kept = join(folder.path, "pulumi-bulkhead/node-compile");
      const files = () => readdir(kept, { recursive: true }).catch(() => []);
      await started({ XDG_CACHE_HOME: folder.path }, async () => {
        const found = await until(async () => ((await files()).length > 50 ? true : undefined), 30_000);
        assert.ok(found, `${(await files()).length} files`);
      });
    } finally {
      folder.dispose();
    }
  });

  it("serves where there is no such folder", async () => {
    await started({}, async () => {});
  });
});
