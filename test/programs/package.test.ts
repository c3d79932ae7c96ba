import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listContainers } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import type { Verification } from "../../observe/index.ts";
import { engine } from "../harness/engine.ts";
import { PackedPackage } from "../harness/packed.ts";
import { type Outcome, outcomeOf, PulumiProject, root } from "../harness/project.ts";

/** The example of the README, with images that are there. */
async function readmeExample(): Promise<string> {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const example = /<!-- example: first stack -->\n```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  assert.ok(example !== undefined, "the README has its first stack");
  assert.ok(example.trim().split("\n").length <= 25, "it is at most 25 lines");
  return example.replace("postgres:16", demoImage("postgres")).replace("acme/api:1.4.2", demoImage("app"));
}

/** A user's project: the packed package beside its dependencies, and nothing of this checkout on the way. */
async function userProject(
  packed: PackedPackage,
  program: string,
  packageJson: object,
  pulumiYaml: string,
): Promise<PulumiProject> {
  const project = await PulumiProject.create({ program, secrets: { dbPassword: "of a test" } });
  const modules = join(project.folder, "node_modules");
  await rm(modules);
  await packed.installInto(modules);
  for (const name of ["components", "topology", "images", "provider", "engine"])
    await rm(join(project.folder, name));
  await writeFile(join(project.folder, "package.json"), JSON.stringify(packageJson));
  await writeFile(join(project.folder, "Pulumi.yaml"), pulumiYaml);
  return project;
}

const pulumiYaml = (typescript: boolean): string => `name: bulkhead-test
runtime:
  name: nodejs
  options:
    typescript: ${typescript}
main: index.ts
plugins:
  providers:
    - name: docker
      path: node_modules/pulumi-bulkhead/dist/provider/bin
`;

/** Runs the packed package's own command, as npm links it. */
async function packedCommand(project: PulumiProject, ...args: readonly string[]): Promise<Outcome> {
  const packed = join(project.folder, "node_modules/pulumi-bulkhead");
  const { bin } = JSON.parse(await readFile(join(packed, "package.json"), "utf8")) as {
    bin: { bulkhead: string };
  };
  const command = [join(packed, bin.bulkhead), ...args, "--stack", project.stack];
  const options = { cwd: project.folder, env: project.env, stdio: "pipe" } as const;
  return await outcomeOf(spawn(process.execPath, command, options));
}

describe("the package, packed and installed elsewhere", () => {
  let packed: PackedPackage;
  before(async function () {
    this.timeout(300_000);
    packed = await PackedPackage.create();
  });
  after(() => packed?.dispose());

  it("deploys the README's first stack", async function () {
    this.timeout(180_000);
    const project = await userProject(
      packed,
      await readmeExample(),
      { name: "a-user", type: "module" },
      pulumiYaml(false),
    );
    try {
      await project.up();
      const label = [`bulkhead.stack=bulkhead-test/${project.stack}`];
      assert.equal((await listContainers(engine, [...label, "bulkhead.workload"])).length, 3);
      const [api] = await listContainers(engine, [...label, "bulkhead.workload=api"]);
      const found = await engine.read("inspect", docker => docker.getContainer(api?.Id ?? "").inspect());
      const names = found.Config.Env.map(entry => entry.split("=")[0]).filter(name =>
        name?.startsWith("DB_"),
      );
      assert.deepEqual(names, ["DB_HOST", "DB_NAME", "DB_PASS_FILE", "DB_PORT", "DB_USER"]);
      await project.up("--expect-no-changes", "--refresh");

      const probed = await packedCommand(project, "verify", "--format", "json");
      const { probes } = JSON.parse(probed.stdout || probed.stderr) as Verification;
      const call = probes.find(({ from, to }) => from === "api" && to === "db");
      assert.deepEqual([call?.declared, call?.found, call?.verdict], [true, "open", "ok"]);
    } finally {
      await project.dispose();
    }
  });

  it("works in a CommonJS program that Pulumi compiles with ts-node, types included", async function () {
    this.timeout(180_000);
    const program = `
import * as pulumi from "@pulumi/pulumi";
import { Segment, Workload } from "pulumi-bulkhead/components";
import { rules } from "pulumi-bulkhead/policies";
import { emptyTopology, reach, type Reach } from "pulumi-bulkhead/topology";
const nothing: Reach = reach(emptyTopology("nothing"));
if (nothing.edges.length > 0 || !rules.some(({ id }) => id === "privileged")) throw new Error("not the package");
const segment: Segment = new Segment("backend");
export const name: pulumi.Output<string> = new Workload("api", { image: "acme/api:1", segments: [segment] }).hostname;
`;
    const project = await userProject(packed, program, { name: "a-user" }, pulumiYaml(true));
    try {
      await writeFile(
        join(project.folder, "tsconfig.json"),
        JSON.stringify({
          compilerOptions: {
            strict: true,
            target: "es2022",
            module: "nodenext",
            moduleResolution: "nodenext",
            skipLibCheck: true,
          },
        }),
      );
      const pack = "node_modules/pulumi-bulkhead/dist/policies/pack/bulkhead-policies";
      const preview = await project.succeed(["preview", "--policy-pack", join(project.folder, pack)]);
      assert.match(preview.stdout, /\+ {2}docker:index:Container api1 create/);
      assert.match(preview.stdout, /\[advisory\].* owner-label {2}\(bulkhead:index:Workload: api\)/);
      await project.writeProgram(program.replace("segments: [segment]", 'segments: ["backend"]'));
      const wrong = await project.pulumi(["preview"]);
      assert.match(
        wrong.stdout + wrong.stderr,
        /Type 'string' is not assignable to type 'Segment \| AttachmentArgs'/,
      );
    } finally {
      await project.dispose();
    }
  });
});
