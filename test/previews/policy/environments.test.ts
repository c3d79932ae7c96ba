import assert from "node:assert/strict";
import { join } from "node:path";
import { packExecutable } from "../../../policies/pack/location.ts";
import { findings } from "../../harness/policy/pack.ts";
import { PulumiProject, root } from "../../harness/project.ts";

const appImage = `registry.example.com/shop/app@sha256:${"a".repeat(64)}`;
const environments = {
  dev: { config: {} },
  staging: { stackFile: "Pulumi.staging.yaml", config: { appImage } },
  prod: { stackFile: "Pulumi.prod.yaml", config: { appImage } },
};

/** The other stacks of this repository, each a project of its own, with the secrets it asks for. */
const others = {
  microservices: ["usersPassword", "ordersPassword"],
  "multi-tier": ["dbPassword"],
} as const;

/** A preview under the pack, with the policy config of an environment. */
async function previewed(project: PulumiProject, name: string) {
  const config = join(root, "stacks/policy", `${name}.json`);
  return await project.pulumi(["preview", "--policy-pack", packExecutable, "--policy-pack-config", config]);
}

describe("the shop under the policy pack", function () {
  this.timeout(120_000);

  for (const [name, options] of Object.entries(environments)) {
    it(`passes in ${name} with nothing to say and no exception`, async () => {
      const env = { DOCKER_HOST: "unix:///nowhere/docker.sock", BULKHEAD_EXCEPTIONS: "" };
      const project = await PulumiProject.create({
        ...options,
        secrets: { dbPassword: "of a preview" },
        env,
      });
      try {
        const outcome = await previewed(project, name);
        const text = outcome.stdout + outcome.stderr;
        assert.equal(outcome.code, 0, text);
        assert.match(text, /✅ bulkhead-policies@v/, text);
        assert.deepEqual(findings(outcome), []);
        if (name === "dev") return;
        const strict = await previewed(project, "dev");
        assert.equal(strict.code, 0, "what passes strict rules passes the others");
      } finally {
        await project.dispose();
      }
    });
  }

  it("does not pass in prod as it is in dev: its images are not pinned, and nobody vouches for them", async () => {
    const env = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
    const project = await PulumiProject.create({ secrets: { dbPassword: "of a preview" }, env });
    try {
      const outcome = await previewed(project, "prod");
      assert.notEqual(outcome.code, 0);
      const refused = findings(outcome).map(({ level, rule }) => `${level} ${rule}`);
      assert.deepEqual([...new Set(refused)].sort(), ["mandatory image-digest", "mandatory image-registry"]);
    } finally {
      await project.dispose();
    }
  });
});

describe("the other stacks under the policy pack", function () {
  this.timeout(120_000);

  for (const [name, secrets] of Object.entries(others)) {
    it(`${name}, which asks for its passwords and no more, passes as the shop does in dev`, async () => {
      const project = await PulumiProject.create({
        repositoryFolder: `stacks/${name}`,
        secrets: Object.fromEntries(secrets.map(key => [key, "of a preview"])),
        env: { DOCKER_HOST: "unix:///nowhere/docker.sock", BULKHEAD_EXCEPTIONS: "" },
      });
      try {
        const outcome = await previewed(project, "dev");
        const text = outcome.stdout + outcome.stderr;
        assert.equal(outcome.code, 0, text);
        assert.match(text, /✅ bulkhead-policies@v/, text);
        assert.deepEqual(findings(outcome), []);
      } finally {
        await project.dispose();
      }
    });
  }
});
