import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { run } from "../../tools/toolchain/index.ts";
import { sarifErrors } from "../cli/check/sarif.ts";
import { Folder } from "../harness/folder.ts";
import { PulumiProject, root } from "../harness/project.ts";
import { FakeGitHub } from "./pullRequest/fakeGitHub.ts";
import { commitAll, readAction, runAction } from "./pullRequest/repository.ts";

const token = "token-of-this-test";

/** A shop of three tiers; `links` are those of the outermost. */
const program = (links: string): string => `
import { MultiTierApp } from "./components/index.ts";
new MultiTierApp("shop", {
  labels: { owner: "team" },
  tiers: {
    web: { image: "web:1", ports: [8080], link: [${links}] },
    app: { image: "app:1", ports: [9000], link: ["db"] },
    db: { image: "db:1", ports: [5432] },
  },
});
`;

describe("the GitHub action", function () {
  this.timeout(180_000);
  const scratch = new Folder();
  let github: FakeGitHub;

  before(async () => {
    github = await FakeGitHub.start(token);
  });
  beforeEach(() => {
    github.comments.length = 0;
    github.requests.length = 0;
  });
  after(async () => {
    await github.stop();
    scratch.dispose();
  });

  describe("on a stack", () => {
    let project: PulumiProject;
    let base: string;

    before(async () => {
      project = await PulumiProject.create({
        program: program('"app"'),
        env: { DOCKER_HOST: "unix:///nowhere/docker.sock" },
      });
      base = await commitAll(project.folder, "base");
      await project.writeProgram(program('"app", "db"'));
      await commitAll(project.folder, "head");
    });
    after(() => project.dispose());

    const act = (inputs: Readonly<Record<string, string>>) =>
      runAction(
        project.folder,
        scratch.path,
        base,
        { "github-token": token, ...inputs },
        github,
        project.env,
      );

    it("comments on what can be reached now, as a table and a picture, once however often it runs", async () => {
      const { stdout, stderr, outputs, summary } = await act({ stack: project.stack });
      const said = `${stdout}\n${stderr}`;
      assert.equal(github.comments.length, 1, said);
      const body = github.comments[0]?.body ?? "";
      assert.match(body, /^<!-- bulkhead [^\n]*-->\n### Bulkhead: /);
      assert.match(
        body,
        /^\| added \| `shop-web` to `shop-db` \| tcp 5432 \| .*shop-web can now reach shop-db on tcp 5432: both are on network .*\|$/m,
      );
      assert.match(body, /^```mermaid\nflowchart LR\n(?:.*\n)*?.*\+ tcp 5432.*\n(?:.*\n)*?```$/m);
      assert.match(body, /^Findings: \d+ new, \d+ mended, \d+ as before\.$/m);
      assert.equal(body.includes(summary.trim()), true);
      assert.deepEqual([outputs["changed"], outputs["sarif"]], ["true", "bulkhead.sarif"]);
      assert.deepEqual(sarifErrors(readFileSync(join(project.folder, "bulkhead.sarif"), "utf8")), []);
      assert.match(said, /policies/i, "the preview under the pack is in the log");

      await act({ stack: project.stack });
      assert.equal(github.comments.length, 1);
      assert.deepEqual(github.requests.at(-1), "PATCH /repos/acme/shop/issues/comments/1000");
    });

    it("leaves the checkout as it is, and no other behind", async () => {
      await act({ stack: project.stack, comment: "false" });
      assert.deepEqual(github.comments, []);
      const worktrees = await run("git", ["worktree", "list"], { cwd: project.folder });
      assert.equal(worktrees.trim().split("\n").length, 1);
      const status = await run("git", ["status", "--porcelain", "--untracked-files=no"], {
        cwd: project.folder,
      });
      assert.equal(status.replaceAll(/^.* state\/.*$/gm, "").trim(), "");
    });

    it("cannot tell where there is no such stack, or no such base", async () => {
      const noStack = await act({ stack: "nobody" });
      assert.equal(noStack.code, 2, noStack.stderr);
      await project.writeProgram("throw new Error('of the program itself');");
      const broken = await act({ stack: project.stack });
      assert.equal(broken.code, 2);
      assert.match(broken.stderr, /The preview of stack \S+ failed:\n(?:.*\n)*.*of the program itself/);
      assert.equal(broken.stderr.includes("diagnosticEvent"), false);
      await project.writeProgram(program('"app", "db"'));
      const noBase = await act({ stack: project.stack, base: "0".repeat(40) });
      assert.equal(noBase.code, 2);
      assert.match(
        noBase.stderr,
        /is not in this checkout\. Let actions\/checkout fetch it, with `fetch-depth: 0`\./,
      );
    });
  });

  describe("on compose files", () => {
    const folder = new Folder();
    let base: string;

    before(async () => {
      await folder.write({
        "app/compose.yaml": `services:
  web: {image: "web:1", networks: [front]}
  db: {image: "postgres:16", networks: [back], expose: [5432]}
networks: {front: , back: {internal: true}}
`,
      });
      base = await commitAll(folder.path, "base");
      await folder.write({
        "app/compose.yaml": `services:
  web: {image: "web:1", networks: [front, back], privileged: true}
  db: {image: "postgres:16", networks: [back], expose: [5432]}
networks: {front: , back: {internal: true}}
`,
      });
      await commitAll(folder.path, "head");
    });
    after(() => folder.dispose());

    const act = (inputs: Readonly<Record<string, string>>, token_ = token) =>
      runAction(folder.path, scratch.path, base, { "github-token": token_, ...inputs }, github, {
        HOME: folder.path,
        PATH: process.env["PATH"],
      });

    it("comments on both, fails on new mandatory findings, and names their lines in SARIF", async () => {
      const { code, outputs, stderr } = await act({ compose: "compose.yaml", "working-directory": "app" });
      assert.equal(code, 1, stderr);
      assert.equal(outputs["status"], "1");
      const body = github.comments[0]?.body ?? "";
      assert.match(body, /web can now reach db on tcp 5432: .*both are on network back\./);
      assert.match(
        body,
        /^\| \*\*privileged\*\* \| `workload\/web` \| app\/compose\.yaml:2 \| Service web is privileged\./m,
      );
      const text = readFileSync(join(folder.path, "bulkhead.sarif"), "utf8");
      assert.deepEqual(sarifErrors(text), []);
      assert.equal(text.includes('"uri": "app/compose.yaml"'), true);
    });

    it("says that files are new, or cannot be read, and finds its comment among many", async () => {
      for (let id = 0; id < 150; id += 1) github.comments.push({ id, body: `somebody's ${id}` });
      await folder.write({ "new.yaml": "services: {api: {image: 'api:1', ports: ['8080:80']}}" });
      await act({ compose: "new.yaml" });
      assert.match(github.comments.at(-1)?.body ?? "", /outside can now reach api on tcp 80/);
      await folder.write({ "new.yaml": "services: {api: {image: [}}" });
      const { code } = await act({ compose: "new.yaml" });
      assert.equal(code, 2);
      assert.equal(github.comments.length, 151);
      assert.match(
        github.comments.at(-1)?.body ?? "",
        /cannot be told what this reaches\.\*\*\n\n.*\n.*\n\| new\.yaml \| 1 \| This is not YAML/,
      );
    });

    it("says what to do where GitHub refuses the comment", async () => {
      const { code, stderr } = await act({ compose: "app" }, "another");
      assert.equal(code, 2);
      assert.match(
        stderr,
        /GitHub answers 401 .* See that the workflow has the permission `pull-requests: write`\./,
      );
      assert.equal(stderr.includes("another"), false);
    });

    it("asks for a stack or files, and not both", async () => {
      for (const inputs of [{}, { stack: "dev", compose: "app" }]) {
        const { code, stderr } = await act(inputs);
        assert.deepEqual(
          [code, stderr],
          [2, "The action needs a stack or compose files, and not both. Give `stack` or `compose`.\n"],
        );
      }
    });
  });

  it("passes each of its inputs to the script, and is used as the example uses it", () => {
    const action = readAction();
    const [step] = action.runs.steps;
    const passed = Object.entries(step?.env ?? {});
    assert.deepEqual(
      passed.map(([, value]) => /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value)?.[1]).sort(),
      Object.keys(action.inputs).sort(),
    );
    for (const [name, value] of passed) {
      const input = /inputs\.([a-z-]+)/.exec(value)?.[1] ?? "";
      assert.equal(name, `INPUT_${input.toUpperCase().replaceAll("-", "_")}`);
    }
    const script = /\$GITHUB_ACTION_PATH\/(\S+)" (\S+)$/.exec(step?.run ?? "");
    for (const file of script?.slice(1) ?? ["none"]) assert.equal(existsSync(join(root, file)), true, file);
    const guide = readFileSync(join(root, "docs/pull-requests.md"), "utf8");
    const example = parse(/```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? "") as Workflow;
    const steps = Object.values(example.jobs).flatMap(job => job.steps);
    const own = steps.filter(({ uses }) => uses?.includes("bulkhead"));
    assert.equal(own.length > 0, true);
    for (const { with: given = {} } of own) {
      assert.deepEqual(
        Object.keys(given).filter(name => !(name in action.inputs)),
        [],
      );
    }
  });
});

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly steps: readonly {
          readonly uses?: string;
          readonly with?: Readonly<Record<string, unknown>>;
        }[];
      }
    >
  >;
}
