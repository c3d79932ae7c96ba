import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { listContainers, listNetworks, listVolumes } from "../../engine/index.ts";
import { run as runProgram } from "../../tools/toolchain/index.ts";
import { escapes } from "../harness/bulkhead.ts";
import { Checkout } from "../harness/checkout.ts";
import { engine } from "../harness/engine.ts";
import { freePort } from "../harness/freePort.ts";
import { type Outcome, root } from "../harness/project.ts";
import { unique } from "../harness/run.ts";

describe("what the README says, in a fresh clone", () => {
  let checkout: Checkout;
  let readme: string;
  let port: number;
  /** Instead of `dev`, so that it is known whose it is. */
  const stack = unique("readme").replace(/^readme-(.*)-\d+$/, "$1-readme");
  const label = [`bulkhead.stack=shop/${stack}`];
  const ran = new Set<string>();

  before(async () => {
    checkout = await Checkout.create();
    readme = await readFile(join(root, "README.md"), "utf8");
    port = await freePort();
  });
  after(async function () {
    this.timeout(120_000);
    await checkout?.sh(`npm run -s down -- --data --stack ${stack}`);
    await checkout?.dispose();
  });

  /** Runs a command of the README; `more` is what a test has to add to it. */
  async function run(command: string, more = "", env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    ran.add(command);
    return await checkout.sh(`${command} ${more}`.trim(), env);
  }

  /** The block of code that follows a sentence or another block. */
  function block(beginning: string): string {
    const found = [...readme.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? "");
    const [block] = found.filter(text => text.startsWith(beginning));
    assert.ok(block !== undefined, `the README has a block that begins with ${beginning}`);
    return block;
  }

  it("npm run setup installs what is missing, and deploys nothing", async function () {
    this.timeout(60_000);
    const { code, stderr } = await run("npm run setup");
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^Pulumi \S+ from .+\.$/m);
    assert.match(stderr, /^Docker engine \S+ at \S+\.$/m);
    assert.match(stderr, /^The demo images are there\.$/m);
    assert.deepEqual(await listContainers(engine, label), []);
  });

  it("npm run up deploys the shop on the port it is given, probes it, and says where it answers", async function () {
    this.timeout(180_000);
    ran.add("npm run up");
    const { code, stdout, stderr } = await run(
      "npm run up -- --config hostPort=8090",
      `--stack ${stack} --config hostPort=${port}`,
    );
    assert.equal(code, 0, stdout + stderr);
    assert.match(stderr, /^Stack \S+ of project shop is new\.\nSecrets made for it, .+: dbPassword\.$/m);
    assert.match(stdout, /^4 edges: all as declared, but for 1 host-open\.$/m);
    assert.match(stdout, /^9 connections tried: all as declared; host-open: shop-web\.$/m);
    assert.ok(stdout.includes(`\nIt answers at http://127.0.0.1:${port}\n`), stdout);
    assert.doesNotMatch(stdout + stderr, escapes);
    // npm shows the script it runs, which is not ours to break.
    const ours = stdout.split("\n").filter(line => !line.startsWith("> "));
    for (const line of ours) assert.ok(line.length <= 80, line);

    const [, next = ""] = stdout.split("\nNext:\n");
    assert.equal(
      next,
      `  curl http://127.0.0.1:${port}/items
  curl -d '{"name": "a first item"}' http://127.0.0.1:${port}/items
  npm run -s bulkhead -- verify           every connection, tried
  npm run -s bulkhead -- reach --explain  what lets each one through
  npm run down                            take it down, keep the data
`,
    );
    const [list = "", add = ""] = next.split("\n").map(line => line.trim());
    assert.equal((await checkout.sh(`${add} -sS --fail`)).code, 0);
    const listed = await checkout.sh(`${list} -sS --fail`);
    assert.match(listed.stdout, /"name": "a first item"/);
  });

  it("npm run up, the second time, changes nothing", async function () {
    this.timeout(120_000);
    const before = await listContainers(engine, label);
    const { code, stderr } = await run("npm run up", `-- --stack ${stack}`);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /21 unchanged/);
    assert.deepEqual(
      (await listContainers(engine, label)).map(({ Id }) => Id),
      before.map(({ Id }) => Id),
    );
  });

  it("shows who reaches whom as the README's table does", async function () {
    this.timeout(60_000);
    const verify = await run("npm run -s bulkhead -- verify");
    assert.equal(verify.code, 0, verify.stdout + verify.stderr);
    // Which of the two a closed way is hangs on the engine, and on whether this machine has a route to elsewhere.
    // Below what differs stands why, with the addresses that the host has.
    const alike = (table = ""): string =>
      table
        .replaceAll("timeout    ", "unreachable")
        .split("\n")
        .filter(line => line !== "" && !line.startsWith(" "))
        .join("\n");
    assert.equal(alike(verify.stdout.split("\n\n")[0]), alike(block("shop-app ")));

    const reach = await run("npm run -s bulkhead -- reach --explain");
    assert.equal(reach.code, 0);
    assert.match(
      reach.stdout,
      /^shop-web {2}=> {2}shop-app .+\n {4}because both are on network shop-web-app$/m,
    );

    const drawn = await run("npm run -s bulkhead -- graph");
    assert.deepEqual([drawn.code, drawn.stdout], [0, block("flowchart LR")], drawn.stderr);

    const live = await run("npm run -s bulkhead -- reach --engine");
    assert.equal(live.code, 0);
    assert.match(live.stdout, /^shop-app1-\w+ +=> +shop-db1-\w+ +tcp 5432$/m);
  });

  it("plain pulumi works the same, in its shell or in one's own", async function () {
    this.timeout(120_000);
    ran.add(`eval "$(npm run -s env)"`);
    ran.add("pulumi up");
    const own = await checkout.sh(
      `eval "$(npm run -s env)"; pulumi up --yes --non-interactive --expect-no-changes --stack ${stack}`,
    );
    assert.equal(own.code, 0, own.stdout + own.stderr);
    const script = join(checkout.folder, "shell-of-a-newcomer");
    await checkout.sh(
      `printf '#!/bin/sh\\npulumi stack ls --json; exit 3\\n' > "${script}"; chmod +x "${script}"`,
    );
    const shell = await run("npm run shell", "", { SHELL: script });
    assert.equal(shell.code, 3, "it ends as the shell does");
    const stacks = JSON.parse(shell.stdout.slice(shell.stdout.indexOf("["))) as { name: string }[];
    assert.deepEqual(
      stacks.map(({ name }) => name),
      ["dev", stack].sort(),
      "the stack dev is there, to be deployed by plain pulumi",
    );
  });

  it("npm run down takes it down and keeps the data, and -- --data removes that too", async function () {
    this.timeout(120_000);
    const down = await run("npm run down", `-- --stack ${stack}`);
    assert.equal(down.code, 0, down.stderr);
    const kept = (await listVolumes(engine, label)).map(({ Name }) => `volume ${Name}`);
    assert.equal(kept.length, 2);
    const told =
      /^Kept, for they are protected: (.+)\. The next `npm run up` uses them again; `npm run down -- --data` removes them\.$/m;
    assert.deepEqual(told.exec(down.stderr)?.[1]?.split(", ").sort(), kept.sort(), down.stderr);
    assert.deepEqual(await listContainers(engine, label), []);
    assert.deepEqual(await listNetworks(engine, label), []);
    const wholly = await run("npm run down -- --data", `--stack ${stack}`);
    assert.equal(wholly.code, 0, wholly.stderr);
    assert.deepEqual(await listVolumes(engine, label), []);
  });

  it("npm test runs tests, without colours in a pipe, and counts them in its last line", async function () {
    this.timeout(60_000);
    // Which engine is chosen does not matter to tests that need none.
    ran.add("npm test");
    const { code, stdout } = await run("npm test -- --engine 29", "test/pure/cli", {
      FORCE_COLOR: "1",
      TERM: "xterm",
    });
    assert.equal(code, 0, stdout);
    assert.match(stdout, /✔ /);
    assert.doesNotMatch(stdout, escapes);
    assert.match(stdout, /\n[1-9]\d* passed, 0 failed\n$/);
  });

  it("npm test that cannot begin ends with a failure that is counted, too", async function () {
    this.timeout(60_000);
    const { code, stdout, stderr } = await run("npm test", "-- --engine 30 test/pure/cli");
    assert.notEqual(code, 0);
    assert.match(stderr, /^There is no engine "30" to test on\. Choose one of /m);
    assert.match(stdout, /(^|\n)0 passed, 1 failed\n$/);
  });

  it("leaves nothing in the clone that git would show", async () => {
    const committed = await runProgram("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
    });
    const known = new Set(committed.split("\n").map(file => file.split("/")[0]));
    // What this test has named, and a newcomer would not.
    const own = [`Pulumi.${stack}.yaml`, "shell-of-a-newcomer"];
    const added = (await readdir(checkout.folder)).filter(name => !known.has(name) && !own.includes(name));
    for (const name of added) await runProgram("git", ["check-ignore", "--quiet", name], { cwd: root });
  });

  it("names no command that was not run here", () => {
    const inBlocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, text = ""]) =>
      text.split("\n").map(line => line.replace(/\s+#.*$/, "").trim()),
    );
    const inLines = [...readme.matchAll(/`((?:npm|npx|pulumi|eval|node) [^`]+)`/g)].map(
      ([, text = ""]) => text,
    );
    // A project of one's own has a test of its own, which runs the packed package in place of a published one.
    const elsewhere = ["project/installed", "programs/newProject"]
      .map(name => readFileSync(join(root, `test/${name}.test.ts`), "utf8"))
      .join("");
    const published = [
      "npx pulumi-bulkhead init my-app",
      "cd my-app",
      "npm install",
      "npm install pulumi-bulkhead @pulumi/docker @pulumi/pulumi",
    ];
    const named = [...new Set([...inBlocks, ...inLines])].filter(
      command => command !== "" && !elsewhere.includes(`"${command}"`) && !published.includes(command),
    );
    assert.ok(named.length >= 10, named.join(", "));
    assert.deepEqual(
      named.filter(command => !ran.has(command)),
      [],
    );
  });
});
