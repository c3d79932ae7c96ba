import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bulkhead } from "../harness/bulkhead.ts";
import type { Outcome } from "../harness/project.ts";

describe("bulkhead, told what it cannot work with", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "bulkhead-project-"));
    await mkdir(join(folder, "state"));
    env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${folder}/state?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: "of this test",
      PULUMI_CONFIG_PASSPHRASE_FILE: "",
    };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const run = (...args: readonly string[]): Promise<Outcome> => bulkhead(args, { cwd: folder, env });
  const projectFile = (text: string): Promise<void> => writeFile(join(folder, "Pulumi.yaml"), text);

  /** Fails unless it could not tell, and said so in one line on the error stream. */
  function couldNotTell({ code, stdout, stderr }: Outcome, sentences: RegExp): void {
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.match(stderr, sentences);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }

  it("no project", async () => {
    for (const command of ["up", "down", "reach", "verify"]) {
      couldNotTell(
        await run(command),
        /^There is no Pulumi\.yaml in \S+ or above it\. Run this in a Pulumi project, or give one with --cwd\.$/m,
      );
    }
  });

  it("a folder that is not there", async () => {
    couldNotTell(
      await run("reach", "--cwd", "nowhere"),
      /^There is no Pulumi\.yaml in \S+nowhere or above it\./,
    );
  });

  it("a project file that is no YAML, or names no project", async () => {
    await projectFile("name: [x\n");
    couldNotTell(await run("reach"), /^\S+Pulumi\.yaml is not YAML: .+ Correct it\.$/m);
    await projectFile("");
    couldNotTell(await run("reach"), /^\S+Pulumi\.yaml does not name a project\. Give it `name: \.\.\.` and/);
  });

  it("no stack, or one that is not there", async () => {
    await projectFile("name: x\nruntime: nodejs\n");
    couldNotTell(
      await run("verify"),
      /^No stack of project x is selected\. Name one with --stack NAME, or make one: `bulkhead up`\.$/m,
    );
    couldNotTell(
      await run("reach", "--stack", "dev"),
      /^There is no stack dev in project x\. Name another with --stack, or make it: `bulkhead up --stack dev`\.$/m,
    );
  });

  it("a stack without workloads, of which there is nothing to verify", async () => {
    await projectFile("name: x\nruntime: nodejs\n");
    assert.equal((await run("up", "--prepare", "--stack", "dev")).code, 0);
    couldNotTell(
      await run("verify"),
      /^Stack dev has no workloads of Bulkhead's components\. Deploy one first: /,
    );
  });

  it("a setting that is none", async () => {
    await projectFile("name: x\nruntime: nodejs\n");
    couldNotTell(
      await run("up", "--prepare", "--quiet", "--config", "hostPort"),
      /^"hostPort" is not a setting\. Write --config KEY=VALUE\.$/m,
    );
  });

  it("a backend that is not there: Pulumi's own words", async () => {
    await projectFile("name: x\nruntime: nodejs\n");
    env = { ...env, PULUMI_BACKEND_URL: `file://${folder}/nowhere` };
    couldNotTell(
      await run("reach"),
      /^`pulumi stack --show-name` failed: .*nowhere.*no such file or directory\. Correct that, then run this again; --verbose/,
    );
  });

  it("a stack to take down that is not there, which is fine", async () => {
    await projectFile("name: x\nruntime: nodejs\n");
    const { code, stdout, stderr } = await run("down", "--stack", "dev");
    assert.deepEqual([code, stdout], [0, ""]);
    assert.equal(stderr, "Nothing of stack dev of project x is deployed.\n");
    assert.equal((await run("down", "--stack", "dev", "--quiet")).stderr, "");
  });

  it("an engine that does not answer, before anything is begun", async () => {
    await projectFile("name: x\nruntime: nodejs\n");
    env = { ...env, DOCKER_HOST: `unix://${folder}/nobody.sock` };
    const { code, stdout, stderr } = await run("up");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(
      stderr,
      /^No Docker engine answers at unix:\S+nobody\.sock, which DOCKER_HOST names\. Start that engine, or unset what points to it to use one on this machine\.$/m,
    );
    assert.deepEqual(await readdir(join(folder, "state")), []);
  });
});
