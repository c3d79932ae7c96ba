import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached, run } from "../../tools/toolchain/index.ts";
import { PackedPackage } from "../harness/packed.ts";
import { root } from "../harness/project.ts";

const bin = (name: string): string => join(root, "node_modules/.bin", name);

/** One that people have beside the project's own. */
const olderTypescript = "5.9.3";

/** Bytes of the archive, of which the helper is two thirds: one for each kind of machine. */
const budget = 3_500_000;

const program = `
import * as pulumi from "@pulumi/pulumi";
import { Segment, Workload } from "pulumi-bulkhead/components";
import { rules } from "pulumi-bulkhead/policies";
import { providerFolder } from "pulumi-bulkhead/provider";
import { emptyTopology, reach, type Reach } from "pulumi-bulkhead/topology";
const nothing: Reach = reach(emptyTopology("nothing"));
if (nothing.edges.length > 0 || rules.length === 0 || providerFolder === "") throw new Error("not the package");
const segment: Segment = new Segment("backend");
export const name: pulumi.Output<string> = new Workload("api", { image: "acme/api:1", segments: [segment] }).hostname;
`;

describe("what is published", function () {
  this.timeout(300_000);
  let packed: PackedPackage;
  before(async () => {
    packed = await PackedPackage.create();
  });
  after(() => packed?.dispose());

  it("is what is needed and no more, within its budget", async () => {
    const files = await packed.files();
    const outside = files.filter(
      file => !/^(dist\/|package\.json$|LICENSE$|README\.md$|CHANGELOG\.md$)/.test(file),
    );
    assert.deepEqual(outside, []);
    const unneeded = files.filter(file => /\.map$|\.test\.|(^|\/)(test|bench|docs)\/|go\/compose/.test(file));
    assert.deepEqual(unneeded, []);
    for (const needed of [
      ...["cli/bin/bulkhead.cjs", "cli/bin/start.cjs", "cli/main.js", "provider/bin/pulumi-resource-docker"],
      "provider/bin/pulumi-resource-docker.mjs",
      ...["policies/pack/bulkhead-policies", "templates/typescript/gitignore"],
      ...["templates/typescript/.github/workflows/bulkhead.yml", "tools/toolchain/go/pulumi/go.sum"],
    ])
      assert.ok(files.includes(`dist/${needed}`), needed);
    const { size } = await stat(packed.archive);
    assert.ok(size < budget, `${size} bytes`);
  });

  it("passes publint, and attw for programs that are ES modules or are bundled", async () => {
    await run(bin("publint"), ["run", packed.archive, "--strict"]);
    // Node 22 requires ES modules; attw counts that as an import that only an ES module can make.
    await run(bin("attw"), [packed.archive, "--profile", "esm-only"]);
  });

  /** Kind of program, module and resolution of its compiler, and what that says where it does not take it. */
  const rows: readonly (readonly [type: string, module: string, resolution: string, said: RegExp])[] = [
    ["module", "nodenext", "nodenext", /^$/],
    ["module", "esnext", "bundler", /^$/],
    ["commonjs", "nodenext", "nodenext", /^$/],
    ["commonjs", "node16", "node16", /TS1479: .*cannot be imported with 'require'/],
    [
      "commonjs",
      "commonjs",
      "node10",
      /^$|^tsconfig\.json\S+ error TS510[78]: Option 'moduleResolution=node10' (is deprecated|has been removed)/,
    ],
  ];
  for (const version of [olderTypescript, "6", "7"]) {
    it(`has types that TypeScript ${version} finds, or says why it does not`, async () => {
      const tsc = await compilerOf(version);
      const folder = await mkdtemp(join(tmpdir(), "bulkhead-types-"));
      try {
        await packed.installInto(join(folder, "node_modules"));
        await writeFile(join(folder, "index.ts"), program);
        for (const [type, module, moduleResolution, said] of rows) {
          const compilerOptions = {
            strict: true,
            target: "es2022",
            lib: ["es2024"],
            types: ["node"],
            noEmit: true,
          };
          await writeFile(join(folder, "package.json"), JSON.stringify({ type }));
          const config = {
            compilerOptions: { ...compilerOptions, module, moduleResolution, skipLibCheck: true },
            files: ["index.ts"],
          };
          await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
          const written = await run(process.execPath, [tsc, "-p", "."], { cwd: folder }).catch(
            (error: { stdout?: string }) => error.stdout ?? String(error),
          );
          assert.match(written, said, `${type} ${module} ${moduleResolution}`);
          assert.doesNotMatch(written, /TS2307/);
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
});

/** Versions of the compiler that this project has. */
const installed: Readonly<Record<string, string>> = { "6": "typescript", "7": "typescript-7" };

/** The compiler of a version: this project's, or as npm has it. */
async function compilerOf(version: string): Promise<string> {
  const name = installed[version];
  if (name !== undefined) return join(root, "node_modules", name, "bin/tsc");
  const folder = await cached(`typescript-${version}`, async draft => {
    const archive = (await run("npm", ["pack", "--silent", `typescript@${version}`], { cwd: draft })).trim();
    await run("tar", ["-xzf", archive, "--strip-components=1"], { cwd: draft });
    await rm(join(draft, archive));
  });
  return join(folder, "bin/tsc");
}
