import assert from "node:assert/strict";
import { type Finding, judge } from "../../policies/index.ts";
import { readPreview } from "../../topology/index.ts";
import { type ProjectOptions, PulumiProject } from "../harness/project.ts";

const appImage = `registry.example.com/shop/app@sha256:${"a".repeat(64)}`;

interface Resource {
  readonly type: string;
  readonly urn: string;
  readonly inputs: Record<string, unknown>;
}

/** An event of Pulumi's engine, as far as it matters here. */
interface Event {
  readonly resourcePreEvent?: { readonly metadata: { readonly new?: Resource } };
}

/** What a preview says it would create, without an engine, and what the policy pack finds in it. */
async function previewed(options: ProjectOptions) {
  const env = { DOCKER_HOST: "unix:///nowhere/docker.sock", PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };
  const project = await PulumiProject.create({ ...options, env });
  try {
    const { code, stdout, stderr } = await project.pulumi(["preview", "--json"]);
    const lines = code === 0 ? stdout.split("\n").filter(line => line !== "") : [];
    const events = lines.map(line => JSON.parse(line) as Event);
    const resources = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata.new ?? []);
    const findings = judge(readPreview(project.stack, events));
    return { code, text: stdout + stderr, resources, findings };
  } finally {
    await project.dispose();
  }
}

function ofType(resources: readonly Resource[], token: string): Resource[] {
  return resources.filter(({ type }) => type === `docker:index/${token}`);
}

function mandatory(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ level }) => level === "mandatory");
}

describe("staging and prod", () => {
  for (const [name, replicas] of [
    ["staging", 3],
    ["prod", 4],
  ] as const) {
    it(`${name} differs from dev by config alone: more replicas, pinned images; and passes the policy pack`, async function () {
      this.timeout(60_000);
      const { code, text, resources, findings } = await previewed({
        stackFile: `Pulumi.${name}.yaml`,
        config: { appImage },
        secrets: { dbPassword: "of a preview" },
      });
      assert.equal(code, 0, text);
      assert.equal(ofType(resources, "container:Container").length, replicas + 2);
      const images = ofType(resources, "remoteImage:RemoteImage");
      assert.equal(images.length, 3);
      for (const { inputs } of images) assert.match(String(inputs["name"]), /@sha256:[0-9a-f]{64}$/);
      assert.deepEqual(mandatory(findings), []);
    });
  }

  it("ask for the application's image, which is nobody else's", async function () {
    this.timeout(60_000);
    const secrets = { dbPassword: "of a preview" };
    const { code, text } = await previewed({ stackFile: "Pulumi.prod.yaml", secrets });
    assert.notEqual(code, 0);
    assert.match(text, /Missing required configuration variable 'shop:appImage'/);
  });
});

describe("the other stacks, as projects of their own", () => {
  for (const [name, secrets, containers] of [
    ["microservices", ["usersPassword", "ordersPassword"], 7],
    ["multi-tier", ["dbPassword"], 7],
  ] as const) {
    it(`${name} asks for its passwords and no more, and passes the policy pack`, async function () {
      this.timeout(60_000);
      const { code, text, resources, findings } = await previewed({
        repositoryFolder: `stacks/${name}`,
        secrets: Object.fromEntries(secrets.map(key => [key, "of a preview"])),
      });
      assert.equal(code, 0, text);
      assert.equal(ofType(resources, "container:Container").length, containers);
      assert.deepEqual(mandatory(findings), []);
      assert.deepEqual([...new Set(findings.map(({ rule }) => rule))], ["image-digest"], "images made here");
    });
  }
});
