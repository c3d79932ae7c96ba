import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFile, mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Outcome, outcomeOf, root } from "../harness/project.ts";
import { Workbench } from "./workbench.ts";

/** Writes what npm writes last, and what brings the project's own Node. */
const npm = (project: string): string => `
echo "$@" >> ${project}/npm-ran
mkdir -p ${project}/node_modules/node/bin
ln -sf ${process.execPath} ${project}/node_modules/node/bin/node
touch ${project}/node_modules/.package-lock.json`;

describe("a file of the project that is run by whatever Node there is", () => {
  let bench: Workbench;
  let project: string;
  beforeEach(async () => {
    bench = await Workbench.create("flock");
    project = join(bench.folder, "a project");
    await mkdir(join(project, "tools"), { recursive: true });
    await copyFile(join(root, "tools/run.mjs"), join(project, "tools/run.mjs"));
    await writeFile(join(project, "package-lock.json"), "{}");
    await writeFile(join(project, "package.json"), `{"type": "module"}`);
    await writeFile(
      join(project, "say.ts"),
      `const args: string[] = process.argv.slice(2);
       console.log(JSON.stringify([args, process.env["NODE_COMPILE_CACHE"], process.execPath]));
       process.exitCode = Number(args[0] ?? 0);`,
    );
    await bench.program("npm", npm(`"${project}"`));
  });
  afterEach(() => bench.dispose());

  function started(...args: readonly string[]): Promise<Outcome> {
    const { NODE_COMPILE_CACHE: _, ...env } = bench.env;
    const command = [join(project, "tools/run.mjs"), "say.ts", ...args];
    return outcomeOf(spawn(process.execPath, command, { env, cwd: bench.folder, stdio: "pipe" }));
  }
  const npmRan = async (): Promise<string[]> =>
    (await readFile(join(project, "npm-ran"), "utf8").catch(() => "")).trim().split("\n").filter(Boolean);

  it("installs the packages first where they are missing, says so, and not the next time", async () => {
    const first = await started("0", "an argument");
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /^… installing this project's packages \(npm ci\): they are missing or older/);
    const cache = join(bench.cache, "node-compile");
    assert.deepEqual(JSON.parse(first.stdout), [["0", "an argument"], cache, process.execPath]);
    assert.deepEqual(await npmRan(), ["ci --no-audit --no-fund --loglevel=error"]);
    const second = await started("0");
    assert.equal(second.stderr, "");
    assert.equal((await npmRan()).length, 1);
  });

  it("installs them again when the lockfile is newer", async () => {
    await started();
    const soon = new Date(Date.now() + 60_000);
    await utimes(join(project, "package-lock.json"), soon, soon);
    assert.equal((await started()).code, 2, "a fake npm's time is before that");
    assert.equal((await npmRan()).length, 2);
  });

  it("installs them once for two that are started at once", async () => {
    const outcomes = await Promise.all([started(), started()]);
    assert.deepEqual(
      outcomes.map(({ code }) => code),
      [0, 0],
    );
    assert.equal((await npmRan()).length, 1);
  });

  it("installs them where there is no flock", async () => {
    const bare = await Workbench.create();
    await bare.program("npm", npm(`"${project}"`));
    const env = { ...bare.env };
    const command = [join(project, "tools/run.mjs"), "say.ts"];
    const { code } = await outcomeOf(spawn(process.execPath, command, { env, stdio: "pipe" }));
    await bare.dispose();
    assert.equal(code, 0);
  });

  it("ends as the file does", async () => {
    assert.equal((await started("7")).code, 7);
  });

  it("says that npm failed, below npm's own words", async () => {
    await bench.program("npm", "echo 'npm error network' >&2; exit 1");
    const { code, stderr } = await started();
    assert.equal(code, 2);
    assert.match(
      stderr,
      /npm error network\nnpm ci failed, and says above why\. Correct that, then run this again\.\n$/,
    );
  });

  it("sees packages whose installation was cut short as missing", async () => {
    await bench.program("npm", `mkdir -p "${project}/node_modules/half"`);
    assert.equal((await started()).code, 2);
  });

  it("says that npm is missing, and where it comes from", async () => {
    const bare = await Workbench.create("flock");
    const command = [join(project, "tools/run.mjs"), "say.ts"];
    const { code, stderr } = await outcomeOf(
      spawn(process.execPath, command, { env: bare.env, stdio: "pipe" }),
    );
    await bare.dispose();
    assert.equal(code, 2);
    assert.match(
      stderr,
      /npm, which installs this project's packages, is not on the PATH\. Install Node with npm\.\n$/,
    );
  });

  it("goes on with the Node that is there where npm runs no install scripts and it is new enough", async () => {
    await bench.program(
      "npm",
      `mkdir -p "${project}/node_modules"; touch "${project}/node_modules/.package-lock.json"`,
    );
    const { code, stdout } = await started();
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout)[2], process.execPath);
  });

  it("says what to do where that one is too old", async () => {
    await bench.program(
      "npm",
      `mkdir -p "${project}/node_modules"; touch "${project}/node_modules/.package-lock.json"`,
    );
    const old = `data:text/javascript,Object.defineProperty(process.versions, "node", { value: "20.20.2" })`;
    const command = ["--import", old, join(project, "tools/run.mjs"), "say.ts"];
    const { code, stderr } = await outcomeOf(
      spawn(process.execPath, command, { env: bench.env, stdio: "pipe" }),
    );
    assert.equal(code, 2);
    assert.match(
      stderr,
      /This project's own Node is not installed, and Node 20\.20\.2 is too old to run it\. Run `npm rebuild node --ignore-scripts=false`, or install Node 22\.18\.\n$/,
    );
  });
});
