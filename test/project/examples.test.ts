import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { tsc } from "../harness/compiler.ts";
import { documents, type Example, examplesIn } from "../harness/examples.ts";
import { root } from "../harness/project.ts";

async function allExamples(): Promise<Example[]> {
  return (await Promise.all((await documents()).map(examplesIn))).flat();
}

describe("the examples in documents", () => {
  it("type-check under the strictest options, as programs of a user", async function () {
    this.timeout(120_000);
    const examples = await allExamples();
    assert.ok(examples.length > 10, "the examples were found");
    const folder = await mkdtemp(join(tmpdir(), "bulkhead-examples-"));
    try {
      await symlink(join(root, "node_modules"), join(folder, "node_modules"));
      await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
      for (const [index, { text }] of examples.entries())
        await writeFile(join(folder, `${index}.ts`), `${text}\nexport {};\n`);
      await writeFile(
        join(folder, "tsconfig.json"),
        JSON.stringify({
          extends: join(root, "tsconfig.json"),
          compilerOptions: {
            noUnusedLocals: false,
            types: ["node"],
            typeRoots: [join(root, "node_modules/@types")],
            paths: { "pulumi-bulkhead/components": [join(root, "components/index.ts")] },
          },
          include: ["*.ts"],
        }),
      );
      const names = examples.map(({ file, name }, index) => `${index}.ts is ${file}, ${name}`).join("\n");
      assert.equal(await tsc("-p", folder).catch(error => `${error}\n${names}`), "");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("of components are each run by a test on the engine", async () => {
    const folders = ["test/whole", "test/running", "test/programs"].map(folder => join(root, folder));
    const files = await Promise.all(
      folders.map(async folder => (await readdir(folder)).map(name => join(folder, name))),
    );
    const tests = await Promise.all(
      files
        .flat()
        .filter(file => file.endsWith(".test.ts"))
        .map(file => readFile(file, "utf8")),
    );
    const examples = (await allExamples()).filter(({ file }) => file.startsWith("docs/components/"));
    const unused = examples
      .map(({ file, name }) => `example("${basename(file, ".md")}", "${name}"`)
      .filter(
        call => !tests.some(text => text.replaceAll(/\(\s+/g, "(").replaceAll(/,\s+/g, ", ").includes(call)),
      );
    assert.deepEqual(unused, []);
  });
});
