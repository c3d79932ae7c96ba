import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { demoImage } from "../../images/reference.ts";
import { freePort } from "../harness/freePort.ts";
import { ensureNode } from "../harness/nodes.ts";
import { PackedPackage } from "../harness/packed.ts";
import { type Outcome, outcomeOf } from "../harness/project.ts";
import { unique } from "../harness/run.ts";

/** What tests leave in the environment of a process, and a user's shell does not have. */
const foreign = /^(npm_|NODE|PULUMI_|BULKHEAD_(?!CACHE)|INIT_CWD$|FORCE_COLOR$|NO_COLOR$)/;

describe("a project of one's own, from the packed package, outside this repository", function () {
  this.timeout(600_000);
  const stack = unique("new").replace(/^new-(.*)-\d+$/, "$1-new");
  let place: string;
  let folder: string;
  let packed: PackedPackage;
  let port: number;

  before(async () => {
    place = await mkdtemp(join(tmpdir(), "bulkhead-new-"));
    folder = join(place, "my-app");
    packed = await PackedPackage.create();
    port = await freePort();
  });
  after(async () => {
    await sh("npx bulkhead down --data --stack", stack);
    await rm(place, { recursive: true, force: true });
    await packed?.dispose();
  });

  let node = process.execPath;

  /** Runs a line in a shell of the project, with the Node that is chosen. */
  async function sh(line: string, more = "", cwd = folder): Promise<Outcome> {
    const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
    const env = { ...Object.fromEntries(own), PATH: [dirname(node), process.env["PATH"]].join(delimiter) };
    return await outcomeOf(
      spawn("sh", ["-c", `${line} ${more}`], { cwd, env, stdio: ["ignore", "pipe", "pipe"] }),
    );
  }

  async function succeed(line: string, more = "", cwd = folder): Promise<Outcome> {
    const outcome = await sh(line, more, cwd);
    assert.equal(outcome.code, 0, `${line}\n${outcome.stdout}${outcome.stderr}`);
    return outcome;
  }

  it("is made by init, and type-checks", async () => {
    await packed.installInto(join(folder, "node_modules"));
    await succeed(`node node_modules/pulumi-bulkhead/dist/cli/bin/bulkhead.cjs init --name my-app`);
    await mkdir(join(folder, "node_modules/.bin"));
    await symlink("../pulumi-bulkhead/dist/cli/bin/bulkhead.cjs", join(folder, "node_modules/.bin/bulkhead"));
    await succeed("node node_modules/typescript/bin/tsc");
  });

  for (const version of ["22.18.0", "24.21.0"]) {
    it(`deploys on Node ${version}, within the rules, and reaches only what it declares`, async () => {
      node = await ensureNode(version);
      const config = [
        `webImage=${demoImage("haproxy")} apiImage=${demoImage("app")} dbImage=${demoImage("postgres")}`,
        `hostPort=${port}`,
      ].join(" ");
      const { stdout } = await succeed("npx bulkhead up", `--stack ${stack} --config ${config}`);
      assert.match(stdout, /^\d+ edges: all as declared, but for 1 host-open\.$/m);
      assert.match(stdout, /^\d+ connections tried: all as declared; host-open: my-app-web\.$/m);
      assert.ok(stdout.includes(`\nIt answers at http://127.0.0.1:${port}\n`), stdout);
      const answer = await fetch(`http://127.0.0.1:${port}/`);
      assert.equal(((await answer.json()) as { database: string }).database, "reached");
    });
  }

  it("is worked with by its names", async () => {
    const status = await succeed("npx bulkhead status", `--stack ${stack}`);
    assert.match(status.stdout, /^my-app-api\/2 +healthy /m);
    await succeed("npx bulkhead logs db", `--stack ${stack}`);
    await succeed("npx bulkhead exec db", `--stack ${stack} -- cat /etc/hostname`);
    await succeed("npx bulkhead restart api", `--stack ${stack}`);
    const { stdout } = await succeed("npx bulkhead diff");
    assert.match(stdout, /same/i);
  });

  it("is judged by the pack under plain Pulumi", async () => {
    const levels = { all: "disabled", "image-digest": "mandatory" };
    await writeFile(join(folder, "strict.json"), JSON.stringify(levels));
    const own = "export PULUMI_CONFIG_PASSPHRASE_FILE=.bulkhead/passphrase;";
    const preview = `${own} pulumi preview --policy-pack "$(npx bulkhead policy-pack)"`;
    const options = `--stack ${stack} --non-interactive`;
    await succeed(preview, `--policy-pack-config policy/dev.json ${options}`);
    const refused = await sh(preview, `--policy-pack-config strict.json ${options}`);
    assert.notEqual(refused.code, 0);
    assert.match(refused.stdout + refused.stderr, /\[mandatory\].* image-digest/);
  });
});
