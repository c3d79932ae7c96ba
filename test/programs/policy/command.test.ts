import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listContainers } from "../../../engine/index.ts";
import { engine } from "../../harness/engine.ts";
import { findings, rulesAt } from "../../harness/policy/pack.ts";
import { twoPrivileged } from "../../harness/policy/programs.ts";
import { withProject } from "../../harness/project.ts";

describe("bulkhead up", function () {
  this.timeout(120_000);

  it("deploys nothing that the rules refuse, and says which", async () => {
    await withProject(twoPrivileged, async project => {
      const outcome = await project.bulkhead("up", "--stack", project.stack, "--no-verify");
      assert.equal(outcome.code, 2, outcome.stdout + outcome.stderr);
      assert.deepEqual(rulesAt("mandatory", findings(outcome)), ["privileged"]);
      assert.equal(
        (await listContainers(engine, [`bulkhead.stack=bulkhead-test/${project.stack}`])).length,
        0,
      );
    });
  });

  it("finds the policy config of the stack and the exceptions beside the program, or takes those it is given", async () => {
    await withProject(twoPrivileged, async project => {
      const refused = async (...args: readonly string[]) => {
        const outcome = await project.bulkhead("up", "--stack", project.stack, "--no-verify", ...args);
        assert.equal(outcome.code, 2);
        return findings(outcome).map(
          ({ level, rule, resource }) => `${level} ${rule} ${resource.split(" ").at(-1)}`,
        );
      };
      const folder = join(project.folder, "policy");
      await mkdir(folder);
      const config = { all: "disabled", privileged: "mandatory", "health-check": "advisory" };
      await writeFile(join(folder, `${project.stack}.json`), JSON.stringify(config));
      const exceptions =
        "exceptions:\n  - { rule: privileged, resource: workload/one, reason: x, owner: me, expiry: 2999-12-31 }\n";
      await writeFile(join(folder, "exceptions.yaml"), exceptions);
      assert.deepEqual((await refused()).sort(), [
        "advisory health-check one",
        "advisory health-check two",
        "mandatory privileged two",
      ]);
      const [other, none] = [join(project.folder, "other.json"), join(project.folder, "none.yaml")];
      await writeFile(other, JSON.stringify({ all: "disabled", privileged: "mandatory" }));
      await writeFile(none, "exceptions: []\n");
      assert.deepEqual((await refused("--policy-config", other, "--exceptions", none)).sort(), [
        "mandatory privileged one",
        "mandatory privileged two",
      ]);
      const missing = await project.bulkhead(
        "up",
        "--stack",
        project.stack,
        "--policy-config",
        "nowhere.json",
      );
      assert.equal(missing.code, 2);
      assert.match(
        missing.stderr,
        /There is no file .*nowhere\.json\. Give --policy-config the path of one\./,
      );
    });
  });
});
