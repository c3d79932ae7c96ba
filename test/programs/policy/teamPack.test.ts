import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packExecutable } from "../../../policies/pack/location.ts";
import { findings } from "../../harness/policy/pack.ts";
import { outcomeOf, root, withProject } from "../../harness/project.ts";

const acme = join(root, "stacks/policy-pack/acme-policies");

/** A batch job on the network of payments; the image of another container is not known in a preview. */
const program = `
import * as docker from "@pulumi/docker";

const tier = (value) => [{ label: "bulkhead.tier", value }];
const shop = new docker.Network("shop", { internal: true });
const on = { networksAdvanced: [{ name: shop.name }] };
const payments = new docker.Container("payments", { image: "acme/payments:1.0", labels: tier("app"), ...on });
new docker.Container("front", { image: "acme/front:1.0", labels: tier("web"), ports: [{ internal: 80, external: 8099 }], ...on });
new docker.Container("batch", { image: "acme/batch:1.0", labels: tier("batch"), privileged: true, ...on });
new docker.Container("later", { image: payments.id, labels: tier("web"), envs: [payments.id], ...on });
`;

describe("a team's pack, under the Pulumi CLI", function () {
  this.timeout(240_000);

  it("tells what the team's rules find, and Bulkhead's, and what cannot be told yet", async () => {
    await withProject(program, async project => {
      const preview = await project.pulumi(["preview", "--policy-pack", acme]);
      assert.notEqual(preview.code, 0);
      const said = findings(preview);
      const of = (rule: string) => said.filter(one => one.rule === rule);
      const text = `${preview.stdout}${preview.stderr}`;
      assert.match(text, /batch reaches payments: /);
      assert.equal(of("payments-from-web-only")[0]?.level, "mandatory");
      assert.deepEqual(
        of("published-have-owners").map(({ resource }) => resource),
        ["docker:index:Container: front"],
      );
      assert.deepEqual(
        of("privileged").map(({ level, resource }) => [level, resource]),
        [["mandatory", "docker:index:Container: batch"]],
      );
      assert.equal(of("cannot-be-told")[0]?.level, "advisory");
      assert.match(text, /image-tag: It cannot be told whether workload later/);
      assert.doesNotMatch(text, /can't be known during preview/);
    });
  });

  it("judges a state file as Bulkhead's own pack does, without a program", async () => {
    await withProject(program, async project => {
      const file = join(project.folder, "state.json");
      await writeFile(file, JSON.stringify(state));
      for (const pack of [acme, packExecutable]) {
        const args = ["policy", "analyze", "--file", file, "--policy-pack", pack];
        const analyzed = await outcomeOf(spawn("pulumi", args, { cwd: project.folder, env: project.env }));
        const privileged = findings(analyzed).filter(({ rule }) => rule === "privileged");
        assert.equal(privileged.length, 1, `${pack}: ${analyzed.stdout}${analyzed.stderr}`);
        assert.notEqual(analyzed.code, 0);
      }
    });
  });
});

const urn = (type: string, name: string): string => `urn:pulumi:test::test::${type}::${name}`;
const container = "docker:index/container:Container";

/** As \`pulumi stack export\` writes it: one privileged container. */
const state = {
  version: 3,
  deployment: {
    manifest: { time: "2026-11-29T00:00:00Z", magic: "", version: "v3.256.0" },
    resources: [
      { urn: urn("pulumi:pulumi:Stack", "test-test"), custom: false, type: "pulumi:pulumi:Stack" },
      {
        urn: urn("pulumi:providers:docker", "default"),
        custom: true,
        id: "6f8d5b4e-0000-4000-8000-000000000000",
        type: "pulumi:providers:docker",
      },
      {
        urn: urn(container, "batch"),
        custom: true,
        id: "c0ffee",
        type: container,
        inputs: { image: "acme/batch:1.0", privileged: true, name: "batch" },
        outputs: { image: "acme/batch:1.0", privileged: true, name: "batch" },
        parent: urn("pulumi:pulumi:Stack", "test-test"),
        provider: `${urn("pulumi:providers:docker", "default")}::6f8d5b4e-0000-4000-8000-000000000000`,
      },
    ],
  },
};
