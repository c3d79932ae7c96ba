import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fieldOfRule } from "../../cli/check/place.ts";
import { rules } from "../../policies/index.ts";
import { bulkhead, bulkheadOnTerminal } from "../harness/bulkhead.ts";
import { Folder } from "../harness/folder.ts";
import { checkJson, type Document, files } from "./check/files.ts";

const privileged = ({ findings }: Document) => findings.filter(({ rule }) => rule === "privileged");

describe("bulkhead check", function () {
  this.timeout(30_000);
  const folder = new Folder();
  before(() => folder.write(files));
  after(() => folder.dispose());
  const json = (...args: readonly string[]) => checkJson(folder, ...args);

  it("names rule, resource, file and line, and what to do, without an engine or Pulumi", async () => {
    const { code, document } = await json("bad.yaml");
    assert.equal(code, 1);
    assert.equal(document.version, 1);
    const [finding, ...others] = privileged(document);
    assert.deepEqual(others, []);
    const { remedy, fingerprint, ...rest } = finding ?? {};
    assert.deepEqual(rest, {
      rule: "privileged",
      level: "mandatory",
      severity: "critical",
      verdict: "violated",
      resource: "workload/web",
      message: "Service web is privileged.",
      file: "bad.yaml",
      line: 4,
      column: 5,
      evidence: "privileged",
    });
    assert.match(String(remedy), /^Drop `privileged`/);
    assert.match(String(fingerprint), /^[0-9a-f]{32}$/);
    assert.deepEqual(document.errors, []);
  });

  it("names the line of the value that is wrong", async () => {
    const text = readFileSync(join(import.meta.dirname, "check/lines.yaml"), "utf8");
    await folder.write({ "lines.yaml": text });
    const { document } = await json("lines.yaml");
    const said = text.split("\n").flatMap((line, index) => {
      const rules = / # ([a-z, -]+)$/.exec(line)?.[1]?.split(", ") ?? [];
      return rules.map(rule => `${rule} ${index + 1}`);
    });
    const about = new Set(said.map(one => one.split(" ")[0]));
    const found = document.findings.filter(({ rule }) => about.has(String(rule)));
    assert.deepEqual(found.map(({ rule, line }) => `${rule} ${line}`).sort(), said.sort());
  });

  it("knows the rules whose fields it places", () => {
    const ids = rules.map(({ id }) => id);
    assert.deepEqual(
      Object.keys(fieldOfRule).filter(rule => !ids.includes(rule)),
      [],
    );
  });

  for (const args of [
    ["check", "bad.yaml"],
    ["explain", "privileged"],
  ]) {
    it(`fits into a terminal of 80 columns, in the words it has in a pipe: ${args.join(" ")}`, async () => {
      const piped = await bulkhead(args, { cwd: folder.path });
      const shown = await bulkheadOnTerminal(args, { cwd: folder.path }, { NO_COLOR: "1" });
      const [long, lines] = [piped.stdout, shown.stdout].map(text => text.trimEnd().split(/\r?\n/));
      assert.ok(
        long?.some(line => line.length > 80),
        "there is something to break",
      );
      assert.deepEqual(
        lines?.filter(line => line.length > 80),
        [],
      );
      const words = (text: string): string[] => text.trim().split(/\s+/);
      assert.deepEqual(words(shown.stdout), words(piped.stdout));
    });
  }

  it("ends with 0 where nothing is wrong, 1 where a mandatory rule is broken, 2 where it cannot tell", async () => {
    assert.equal((await json("fine.yaml")).code, 0);
    assert.equal((await json("bad.yaml")).code, 1);
    assert.equal((await json("bad.yaml", "fine.yaml", "broken.yaml")).code, 2);
    assert.equal((await folder.bulkhead("check", "--nonsense")).code, 2);
    assert.equal((await folder.bulkhead("check", "none.yaml")).code, 2);
    assert.equal((await folder.bulkhead("check", "bad.yaml", "--policy-config", "broken.yaml")).code, 2);
  });

  it("says where a file cannot be read, and judges the others", async () => {
    const { document } = await json("broken.yaml", "bad.yaml");
    assert.equal(privileged(document).length, 1);
    const [error] = document.errors;
    assert.deepEqual([error?.["file"], error?.["line"], error?.["column"]], ["broken.yaml", 2, 17]);
    const { stderr } = await folder.bulkhead("check", "broken.yaml");
    assert.match(stderr, /^broken\.yaml:2:17 This is not YAML: .+\. Correct it\.$/m);
  });

  it("takes each argument for a project of its own, and --compose for one of several files", async () => {
    const override = "project/compose.override.yaml";
    assert.equal(privileged((await json("project/compose.yaml")).document).length, 0);
    const { document } = await json("--compose", "project/compose.yaml", override);
    assert.deepEqual(
      privileged(document).map(({ file }) => file),
      ["project/compose.override.yaml"],
    );
    assert.equal(
      privileged((await json("project")).document).length,
      1,
      "a folder is its compose file with the override",
    );
  });

  it("lets pass what an exception covers, and complains of those that cover nothing or are too old, once", async () => {
    const { code, document } = await json(
      "bad.yaml",
      "odd name, 100%.yaml",
      "--exceptions",
      "exceptions.yaml",
    );
    assert.deepEqual(
      privileged(document).map(({ excepted }) => excepted),
      [1, 2].map(() => ({ reason: 'It <must> & "will"', owner: "me", expiry: "2999-01-01" })),
    );
    const about = document.findings.filter(({ resource }) => String(resource).startsWith("exception/"));
    assert.deepEqual(about.map(({ rule, resource }) => [rule, resource]).sort(), [
      ["exception-expired", "exception/privileged/workload/old"],
      ["exception-unused", "exception/privileged/workload/nobody"],
    ]);
    assert.equal(code, 1, "an exception that has expired is a finding");
  });

  it("judges by the levels of a config", async () => {
    const { code, document } = await json("bad.yaml", "--policy-config", "config.json");
    assert.deepEqual(
      document.findings.map(({ rule, level }) => [rule, level]),
      [["privileged", "advisory"]],
    );
    assert.equal(code, 0);
    assert.equal((await json("bad.yaml", "--policy-config", "config.json", "--fail-on", "advisory")).code, 1);
  });
});
