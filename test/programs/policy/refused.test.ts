import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listContainers, listNetworks } from "../../../engine/index.ts";
import { engine } from "../../harness/engine.ts";
import { findings, rulesAt, under } from "../../harness/policy/pack.ts";
import { brokenRules, twelve, twoPrivileged } from "../../harness/policy/programs.ts";
import { type PulumiProject, withProject } from "../../harness/project.ts";

const noEngine = { DOCKER_HOST: "unix:///nowhere/docker.sock" };

async function objects(project: PulumiProject): Promise<number> {
  const label = [`bulkhead.stack=bulkhead-test/${project.stack}`];
  return (await listContainers(engine, label)).length + (await listNetworks(engine, label)).length;
}

/** The exceptions file of a test, named by the variable that the pack reads. */
async function excepting(project: PulumiProject, ...entries: readonly string[]): Promise<void> {
  const file = join(project.folder, "exceptions.yaml");
  await writeFile(file, `exceptions:\n${entries.join("")}`);
  project.env["BULKHEAD_EXCEPTIONS"] = file;
}

const exception = (resource: string, expiry: string): string =>
  `  - { rule: privileged, resource: ${resource}, reason: a test, owner: me, expiry: ${expiry} }\n`;

describe("the policy pack, under the Pulumi CLI", function () {
  this.timeout(120_000);

  it("refuses a stack of anybody's that breaks a dozen rules, names them all, and nothing is created", async () => {
    await withProject(twelve, async project => {
      const preview = await project.pulumi(["preview", ...(await under(project))]);
      assert.notEqual(preview.code, 0);
      const said = findings(preview);
      assert.deepEqual(rulesAt("mandatory", said), brokenRules);
      const socket = said.find(({ rule }) => rule === "runtime-socket");
      assert.equal(socket?.resource, "docker:index:Container: web");
      assert.equal(
        socket?.message,
        "Workload web has the socket /var/run/docker.sock of a container runtime.",
      );
      const up = await project.pulumi(["up", "--yes", ...(await under(project))]);
      assert.notEqual(up.code, 0);
      assert.deepEqual(rulesAt("mandatory", findings(up)), brokenRules);
      assert.equal(await objects(project), 0);
      assert.doesNotMatch(await project.stateText(), /docker:index/);
      assert.doesNotMatch(said.map(({ message }) => message).join(), /canary/);
    });
  });

  it("says of a value that is not known yet that it cannot tell, beside all else that is wrong", async () => {
    await withProject(
      twelve,
      async project => {
        const said = findings(await project.pulumi(["preview", ...(await under(project))]));
        const open = said.filter(({ message }) => message.startsWith("It cannot be told"));
        assert.deepEqual(
          open.map(({ level, rule, resource }) => [level, rule, resource]).sort(),
          ["address-wiring", "secret-in-environment", "secret-variable"].map(rule => [
            "advisory",
            rule,
            "docker:index:Container: web",
          ]),
        );
        const strict = { "secret-in-environment": { whenUnknown: "mandatory" } };
        const again = findings(await project.pulumi(["preview", ...(await under(project, strict))]));
        const [unknown] = again.filter(
          ({ rule, resource }) => rule === "secret-in-environment" && resource.endsWith("web"),
        );
        assert.equal(unknown?.level, "mandatory");
      },
      noEngine,
    );
  });

  it("takes levels and settings from Pulumi's policy config, and says what is wrong with one", async () => {
    await withProject(
      twoPrivileged,
      async project => {
        const preview = async (config: object) =>
          await project.pulumi(["preview", ...(await under(project, config))]);
        const quiet = await preview({ all: "disabled", privileged: "advisory" });
        assert.equal(quiet.code, 0, quiet.stdout + quiet.stderr);
        assert.deepEqual(
          findings(quiet).map(({ level, rule }) => [level, rule]),
          [
            ["advisory", "privileged"],
            ["advisory", "privileged"],
          ],
        );
        const trusting = {
          all: "disabled",
          "image-registry": { enforcementLevel: "mandatory", registries: ["docker.io/acme"] },
        };
        assert.equal((await preview(trusting)).code, 0);
        const wary = {
          ...trusting,
          "image-registry": { enforcementLevel: "mandatory", registries: ["registry.example.com"] },
        };
        assert.deepEqual(rulesAt("mandatory", findings(await preview(wary))), ["image-registry"]);
        const wrong = await preview({ "restart-attempts": { attempts: "many" } });
        assert.notEqual(wrong.code, 0);
        assert.match(
          wrong.stdout + wrong.stderr,
          /restart-attempts: attempts: Invalid type. Expected: integer/,
        );
        const unheard = await preview({ priviliged: "advisory" });
        assert.notEqual(unheard.code, 0);
        assert.match(unheard.stdout + unheard.stderr, /there is no rule "priviliged"/);
      },
      noEngine,
    );
  });

  it("lets pass what a reviewed exception covers, that alone, and only for its time", async () => {
    await withProject(
      twoPrivileged,
      async project => {
        const preview = async () =>
          await project.pulumi(["preview", ...(await under(project, { all: "disabled", ...levels }))]);
        const levels = {
          privileged: "mandatory",
          "exception-expired": "mandatory",
          "exception-unused": "advisory",
        };
        await excepting(project, exception("workload/one", "2999-12-31"));
        const one = await preview();
        assert.notEqual(one.code, 0);
        assert.deepEqual(
          findings(one).map(({ rule, resource }) => [rule, resource]),
          [["privileged", "docker:index:Container: two"]],
        );
        await excepting(
          project,
          exception("workload/one", "2999-12-31"),
          exception("workload/two", "2999-12-31"),
        );
        const both = await preview();
        assert.equal(both.code, 0, both.stdout + both.stderr);
        assert.deepEqual(findings(both), []);
        await excepting(
          project,
          exception("workload/one", "2001-01-01"),
          exception("workload/two", "2999-12-31"),
          exception("workload/three", "2999-12-31"),
        );
        const late = await preview();
        assert.notEqual(late.code, 0);
        assert.deepEqual(
          findings(late)
            .map(({ level, rule }) => `${level} ${rule}`)
            .sort(),
          ["advisory exception-unused", "mandatory exception-expired", "mandatory privileged"],
        );
        await excepting(project, "  - { rule: privileged }\n");
        const odd = await preview();
        assert.notEqual(odd.code, 0);
        assert.match(
          odd.stdout + odd.stderr,
          /The exceptions in .*exceptions\.yaml are wrong: line 2: resource is missing/,
        );
      },
      noEngine,
    );
  });
});
