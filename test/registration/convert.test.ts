import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { convert } from "../../convert/index.ts";
import { judge, reach } from "../../topology/index.ts";
import { readCompose } from "../../topology/readers/compose/index.ts";
import { root } from "../harness/project.ts";
import { record } from "../harness/recorder.ts";
import { testProject } from "../harness/run.ts";
import { projects } from "../pure/convert/projects.ts";

describe("a converted compose project", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "bulkhead-converted-"));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, { file, beside }] of Object.entries(projects)) {
    it(`declares who calls whom, as its report says, and all of it can: ${name}`, async () => {
      const { topology, services } = readCompose({
        files: ["compose.yaml"],
        environment: {},
        profiles: ["*"],
        readFile: path => (path === "compose.yaml" ? file : undefined),
      });
      assert.ok(topology !== undefined);
      const isFile = (path: string): boolean => beside.includes(path);
      const options = { name, source: "compose.yaml", folder: "..", isFile, version: "0.1.0" };
      const { files } = convert({ ...options, topology, services });
      const main = join(folder, name, "index.ts");
      mkdirSync(join(folder, name));
      const source = JSON.stringify(join(root, "components/index.ts"));
      writeFileSync(main, (files["index.ts"] ?? "").replace('"pulumi-bulkhead/components"', source));
      for (const path of beside) writeFileSync(join(folder, path), "some: content\n");
      const asked = [...(files["CONVERSION.md"] ?? "").matchAll(/config set (?:--secret )?(\w+)/g)];
      runtime.setAllConfig({
        ...Object.fromEntries(asked.map(([, key]) => [`${testProject}:${key}`, "given-by-somebody"])),
        [`${testProject}:profiles`]: '["tools"]',
      });
      const { topology: declared } = await record(async () => await import(main));
      const expected = [...(files["CONVERSION.md"] ?? "").matchAll(/^\| (\S+) \| (\S+) \| (\d+) \|/gm)]
        .map(([, from = "", to = "", port]) => `${idOf(from)} => ${idOf(to)} ${port}`)
        .sort();
      const ids = new Set(declared.workloads.map(({ id }) => id));
      const found = declared.flows
        .filter(({ from, to }) => ids.has(from) && ids.has(to))
        .map(({ from, to, port }) => `${from} => ${to} ${port}`)
        .sort();
      assert.deepEqual(found, expected);
      assert.deepEqual(judge(reach(declared)).missing, []);
    });
  }
});

/** As a component is called that was another thing's service. */
function idOf(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}
