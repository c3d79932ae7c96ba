import assert from "node:assert/strict";
import { PulumiProject } from "../harness/project.ts";

const appImage = `registry.example.com/shop/app@sha256:${"a".repeat(64)}`;

/** What a preview says it would create, without an engine. */
async function previewed(stackFile: string, config: Record<string, string>) {
  const project = await PulumiProject.create({
    stackFile,
    config,
    secrets: { dbPassword: "of a preview" },
    env: { DOCKER_HOST: "unix:///nowhere/docker.sock" },
  });
  try {
    const { code, stdout, stderr } = await project.pulumi(["preview", "--json"]);
    const steps = code === 0 ? (JSON.parse(stdout) as { steps: Step[] }).steps : [];
    return { code, text: stdout + stderr, inputs: steps.map(({ newState }) => newState) };
  } finally {
    await project.dispose();
  }
}

interface Step {
  readonly newState: {
    readonly type: string;
    readonly urn: string;
    readonly inputs: Record<string, unknown>;
  };
}

describe("staging and prod", () => {
  for (const [name, replicas] of [
    ["staging", 3],
    ["prod", 4],
  ] as const) {
    it(`${name} differs from dev by config alone: more replicas, pinned images`, async function () {
      this.timeout(60_000);
      const { code, text, inputs } = await previewed(`Pulumi.${name}.yaml`, { appImage });
      assert.equal(code, 0, text);
      const containers = inputs.filter(({ type }) => type === "docker:index/container:Container");
      // The database has a keeper beside its own.
      assert.equal(containers.length, replicas + 3);
      const images = inputs.filter(({ type }) => type === "docker:index/remoteImage:RemoteImage");
      assert.equal(images.length, 3);
      for (const { inputs: image } of images) assert.match(String(image["name"]), /@sha256:[0-9a-f]{64}$/);
    });
  }

  it("ask for the application's image, which is nobody else's", async function () {
    this.timeout(60_000);
    const { code, text } = await previewed("Pulumi.prod.yaml", {});
    assert.notEqual(code, 0);
    assert.match(text, /Missing required configuration variable 'shop:appImage'/);
  });
});
