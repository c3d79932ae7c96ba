import assert from "node:assert/strict";
import { inspectContainer, listContainers } from "../../../engine/index.ts";
import { engine } from "../../harness/engine.ts";
import { findings, rulesAt, under } from "../../harness/policy/pack.ts";
import { plain } from "../../harness/policy/programs.ts";
import { withProject } from "../../harness/project.ts";

const remediating = ["no-new-privileges", "net-raw", "memory-limit"];

describe("the policy pack at the level remediate", function () {
  this.timeout(120_000);

  it("corrects a container before it is made, so that it breaks the rule no more", async () => {
    await withProject(plain, async project => {
      const config = {
        all: "disabled",
        "no-new-privileges": "remediate",
        "net-raw": "remediate",
        "memory-limit": { enforcementLevel: "remediate", remediation: 64 },
      };
      const up = await project.succeed(["up", "--yes", ...(await under(project, config))]);
      assert.deepEqual(rulesAt("mandatory", findings(up)), []);
      for (const rule of remediating) assert.match(up.stdout, new RegExp(`\\[remediate\\].*${rule}`));
      const label = [`bulkhead.stack=bulkhead-test/${project.stack}`];
      const [made] = await listContainers(engine, label);
      const found = await inspectContainer(engine, made?.Id ?? "");
      assert.deepEqual(found?.HostConfig.SecurityOpt, ["no-new-privileges:true"]);
      assert.deepEqual(found?.HostConfig.CapDrop?.toSorted(), ["CAP_CHOWN", "CAP_NET_RAW"]);
      assert.equal(found?.HostConfig.Memory, 64 * 1024 * 1024);
      await project.up("--expect-no-changes", ...(await under(project, config)));
    });
  });
});
