import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PulumiProject } from "../harness/project.ts";

const program = `
import * as docker from "@pulumi/docker";
import { Workload } from "./components/index.ts";
new docker.Container("raw", { image: "nginx:1", privileged: true, labels: [{ label: "owner", value: "team" }] });
new Workload("api", { image: "api:1", ports: [8080] });
`;

interface Document {
  readonly findings: readonly { readonly rule: string; readonly resource: string; readonly level: string }[];
}

describe("bulkhead check of a stack", function () {
  this.timeout(120_000);
  let project: PulumiProject;

  before(async () => {
    project = await PulumiProject.create({ program, env: { DOCKER_HOST: "unix:///nowhere/docker.sock" } });
  });
  after(() => project.dispose());

  const json = async (
    ...args: readonly string[]
  ): Promise<{ code: number | null; found: Document["findings"] }> => {
    const { code, stdout, stderr } = await project.bulkhead("check", ...args, "--format", "json");
    assert.notEqual(stdout, "", stderr);
    return { code, found: (JSON.parse(stdout) as Document).findings };
  };
  const privileged = (found: Document["findings"]) =>
    found.filter(({ rule }) => rule === "privileged").map(({ resource, level }) => `${resource} ${level}`);

  it("judges what a preview foresees, raw resources of @pulumi/docker too, and deploys nothing", async () => {
    const { code, found } = await json("--preview", project.stack);
    assert.equal(code, 1);
    assert.deepEqual(privileged(found), ["workload/raw mandatory"]);
    assert.equal(
      found.some(({ resource }) => resource === "workload/api"),
      true,
    );
    assert.equal((await project.stateText()).includes("docker:index/container:Container"), false);
  });

  it("takes levels and exceptions that lie beside the program", async () => {
    await mkdir(join(project.folder, "policy"), { recursive: true });
    await writeFile(join(project.folder, `policy/${project.stack}.json`), '{"privileged": "advisory"}');
    assert.deepEqual(privileged((await json("--preview", project.stack)).found), ["workload/raw advisory"]);
    await writeFile(
      join(project.folder, "policy/exceptions.yaml"),
      "exceptions:\n  - {rule: no-such-rule}\n",
    );
    const { code, stderr } = await project.bulkhead("check", "--preview", project.stack);
    assert.equal(code, 2);
    assert.match(stderr, /^The exceptions in .*exceptions\.yaml are wrong: .*no-such-rule/);
    await writeFile(join(project.folder, "policy/exceptions.yaml"), "exceptions: []\n");
  });

  it("judges an export and a state file, with no backend to ask", async () => {
    const resource = {
      urn: `urn:pulumi:dev::p::docker:index/container:Container::db`,
      custom: true,
      type: "docker:index/container:Container",
      id: "abc",
      inputs: { image: "postgres:16" },
      outputs: { name: "db", image: "postgres:16", privileged: true, networkMode: "host" },
    };
    const forms = {
      "export.json": { version: 3, deployment: { resources: [resource] } },
      "state.json": { version: 3, checkpoint: { latest: { resources: [resource] } } },
    };
    for (const [name, content] of Object.entries(forms)) {
      await writeFile(join(project.folder, name), JSON.stringify(content));
      const { code, found } = await json("--state", name);
      assert.equal(code, 1);
      assert.deepEqual(privileged(found), ["workload/db mandatory"]);
    }
    await writeFile(join(project.folder, "state.json"), "{}");
    const { code, stderr } = await project.bulkhead("check", "--state", "state.json");
    assert.equal(code, 2);
    assert.match(stderr, /^state\.json is neither the export of a stack nor a state file/);
  });

  it("judges a stack as of its last update, and says so of one that is not there", async () => {
    const { code, found } = await json("--stack", project.stack);
    assert.deepEqual([code, privileged(found)], [0, []]);
    const missing = await project.bulkhead("check", "--stack", "nobody");
    assert.deepEqual([missing.code, /^There is no stack nobody in project/.test(missing.stderr)], [2, true]);
  });
});
