import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lives } from "../../tools/toolchain/lives.ts";
import { until } from "../../tools/toolchain/until.ts";
import { PulumiProject } from "../harness/project.ts";

/** Says something again and again, as one does that waits; its ids tell whom to kill. */
const program = `
import { writeFileSync } from "node:fs";
writeFileSync("ids", process.pid + " " + process.ppid);
setInterval(() => console.log("still there"), 20);
`;

describe("a program whose Pulumi is killed", function () {
  this.timeout(60_000);

  it("ends too, since nobody listens to it any more", async () => {
    const project = await PulumiProject.create({ program });
    try {
      const cli = project.start(["preview"]);
      const closed = once(cli, "close");
      const ids = await until(async () => {
        const text = await readFile(join(project.folder, "ids"), "utf8").catch(() => "");
        return text === "" ? undefined : text.split(" ").map(Number);
      }, 20_000);
      const [own = 0, languageHost = 0] = ids ?? [];
      assert.ok(own > 1 && languageHost > 1);
      cli.kill("SIGKILL");
      process.kill(languageHost, "SIGKILL");
      await closed;
      const ended = await until(async () => (lives(own) ? undefined : true), 10_000);
      if (ended === undefined) process.kill(own, "SIGKILL");
      assert.equal(ended, true);
    } finally {
      await project.dispose();
    }
  });
});
