import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { ensureNode } from "../harness/nodes.ts";
import { PackedPackage } from "../harness/packed.ts";
import { type Outcome, outcomeOf } from "../harness/project.ts";

describe("a new project, from the packed package, as npm installs it", function () {
  this.timeout(600_000);
  let place: string;
  let folder: string;
  let packed: PackedPackage;

  before(async () => {
    place = await mkdtemp(join(tmpdir(), "bulkhead-installed-"));
    folder = join(place, "my-app");
    packed = await PackedPackage.create();
  });
  after(async () => {
    await rm(place, { recursive: true, force: true });
    await packed?.dispose();
  });

  async function sh(line: string, cwd: string, node = process.execPath): Promise<Outcome> {
    const env = { ...process.env, PATH: [dirname(node), process.env["PATH"]].join(delimiter) };
    return await outcomeOf(spawn("sh", ["-c", line], { cwd, env, stdio: ["ignore", "pipe", "pipe"] }));
  }

  async function succeed(line: string, cwd: string, node?: string): Promise<Outcome> {
    const outcome = await sh(line, cwd, node);
    assert.equal(outcome.code, 0, `${line}\n${outcome.stdout}${outcome.stderr}`);
    return outcome;
  }

  it("init makes it, and makes nothing where something is there", async () => {
    await packed.installInto(join(place, "tool/node_modules"));
    const init = "node tool/node_modules/pulumi-bulkhead/dist/cli/bin/bulkhead.cjs init my-app";
    const { stdout } = await succeed(init, place);
    assert.match(stdout, /^ {2}cd my-app\n {2}npm install\n {2}npx bulkhead up$/m);
    assert.match(await readFile(join(folder, "Pulumi.yaml"), "utf8"), /^name: my-app\n/);
    assert.match(await readFile(join(folder, ".gitignore"), "utf8"), /^\.bulkhead\/$/m);
    const again = await sh(init, place);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /there is already .*index\.ts.*\. Name a folder that has none of these\.\n$/);
    await mkdir(join(place, "My App"));
    const named = await sh(init.replace("my-app", "'My App'"), place);
    assert.match(named.stderr, /^"My App" cannot be a project's name\. Give one .* with --name/);
  });

  it("installs, type-checks, and has the command on Node 22 and 24", async () => {
    await succeed(`npm install --no-audit --no-fund ${packed.archive}`, folder);
    await succeed("npm run types", folder);
    for (const version of ["22.18.0", "24.21.0"]) {
      const { stdout } = await succeed("npx bulkhead --version", folder, await ensureNode(version));
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
    }
  });
});
