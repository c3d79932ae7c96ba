import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { forYaml, isYamlProject } from "../../../languages/forYaml.ts";
import { anyRef, type PackageSpec } from "../../../languages/spec.ts";
import { Folder } from "../../harness/folder.ts";
import { root } from "../../harness/project.ts";

describe("the schema for programs in YAML", () => {
  it("takes anything where one of several objects is wanted, and is the same otherwise", async () => {
    const schema = JSON.parse(await readFile(join(root, "languages/schema.json"), "utf8")) as PackageSpec;
    const before = JSON.stringify(schema);
    const shown = forYaml(schema);
    assert.equal(JSON.stringify(schema), before);
    const tiersOf = ({ resources }: PackageSpec) =>
      resources["bulkhead:index:MultiTierApp"]?.inputProperties["tiers"]?.additionalProperties;
    assert.deepEqual(tiersOf(shown)?.oneOf, [...(tiersOf(schema)?.oneOf ?? []), { $ref: anyRef }]);
    assert.deepEqual(tiersOf(shown)?.discriminator, tiersOf(schema)?.discriminator);
    const egressOf = ({ resources }: PackageSpec) =>
      resources["bulkhead:index:Workload"]?.inputProperties["egress"]?.oneOf?.[1]?.items?.oneOf ?? [];
    assert.deepEqual(egressOf(shown), [...egressOf(schema), { $ref: anyRef }]);
    // One object beside something else is told by itself.
    assert.deepEqual(
      shown.resources["bulkhead:index:Workload"]?.inputProperties["ports"],
      schema.resources["bulkhead:index:Workload"]?.inputProperties["ports"],
    );
  });

  it("is for projects in YAML, in each way to write that, and in a folder of theirs", async () => {
    const folder = new Folder();
    try {
      for (const [runtime, expected] of [
        ["runtime: yaml", true],
        ['runtime: "yaml"', true],
        ["runtime: { name: yaml, options: { compiler: cue } }", true],
        ["runtime:\n  name: yaml", true],
        ["runtime: python", false],
        ["runtime:\n  name: nodejs\n  options: { typescript: true }", false],
      ] as const) {
        await folder.write({ "Pulumi.yaml": `name: shop\n${runtime}\ndescription: yaml\n` });
        await mkdir(join(folder.path, "program"), { recursive: true });
        assert.equal(isYamlProject(folder.path), expected, runtime);
        assert.equal(isYamlProject(join(folder.path, "program")), expected, runtime);
      }
    } finally {
      folder.dispose();
    }
  });

  it("is for nobody where there is no project", () => assert.equal(isYamlProject("/"), false));
});
