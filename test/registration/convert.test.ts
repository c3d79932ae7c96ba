import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { convert, type NetworkChoice } from "../../convert/index.ts";
import { judge, reach, type Topology } from "../../topology/index.ts";
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
      const { files, declared } = await declaredBy(name, file, beside, "pairs");
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

    it(`declares all that its networks let through, where they stay: ${name}`, async () => {
      const { declared } = await declaredBy(name, file, beside, "asTheyAre");
      const { excess, missing } = judge(reach(declared));
      // What is on the host's network, or published for everybody, is open to more than a network's members.
      const others = excess.filter(({ from, to }) => ![from, to].includes("exporter"));
      assert.deepEqual(
        others.map(({ from, to, port }) => `${from} => ${to} ${port}`),
        name === "edges" ? ["tool => web 80"] : [],
      );
      assert.deepEqual(missing, []);
    });
  }

  async function declaredBy(
    name: string,
    file: string,
    beside: readonly string[],
    networks: NetworkChoice,
  ): Promise<{ readonly files: Readonly<Record<string, string>>; readonly declared: Topology }> {
    const { topology, services } = readCompose({
      files: ["compose.yaml"],
      environment: {},
      profiles: ["*"],
      readFile: path => (path === "compose.yaml" ? file : undefined),
    });
    assert.ok(topology !== undefined);
    const isFile = (path: string): boolean => beside.includes(path);
    const options = { name, source: "compose.yaml", folder: "..", isFile, version: "0.1.0" };
    const { files } = convert({ ...options, topology, services, networks });
    const main = join(folder, `${name}-${networks}`, "index.ts");
    mkdirSync(dirname(main));
    const source = JSON.stringify(join(root, "components/index.ts"));
    writeFileSync(main, (files["index.ts"] ?? "").replace('"pulumi-bulkhead/components"', source));
    for (const path of beside) writeFileSync(join(folder, path), "some: content\n");
    const asked = [...(files["CONVERSION.md"] ?? "").matchAll(/config set (?:--secret )?(\w+)/g)];
    runtime.setAllConfig({
      ...Object.fromEntries(asked.map(([, key]) => [`${testProject}:${key}`, "given-by-somebody"])),
      [`${testProject}:profiles`]: '["tools"]',
    });
    const { topology: declared } = await record(async () => await import(main));
    return { files, declared };
  }
});

/** As a component is called that was another thing's service. */
function idOf(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}
