import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLocalStack } from "../../cli/localState.ts";
import { findProject } from "../../cli/project.ts";
import { PulumiProject } from "../harness/project.ts";

describe("the stack that is selected, where its state is a file", function () {
  this.timeout(60_000);
  let home: string;
  let project: PulumiProject;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), "bulkhead-home-"));
    project = await PulumiProject.create({ program: "export {};\n", env: { PULUMI_HOME: home } });
  });
  after(async () => {
    await project?.dispose();
    await rm(home, { recursive: true, force: true });
  });

  const selected = (): string | undefined =>
    readLocalStack(findProject(project.folder), undefined, project.env)?.name;

  it("is read as the Pulumi CLI has kept it, without a start of it", () => {
    assert.equal(selected(), project.stack);
  });

  it("is read as earlier ones have kept it", async () => {
    const folder = join(home, "workspaces");
    const [name = ""] = await readdir(folder);
    const kept = JSON.parse(await readFile(join(folder, name), "utf8")) as object;
    assert.deepEqual(Object.keys(kept), ["stacks"]);
    await writeFile(
      join(folder, name),
      JSON.stringify({ stack: `organization/bulkhead-test/${project.stack}` }),
    );
    assert.equal(selected(), project.stack);
  });

  it("is none where none is", async () => {
    await rm(join(home, "workspaces"), { recursive: true });
    assert.equal(selected(), undefined);
  });
});
