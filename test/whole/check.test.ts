import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { z } from "zod";
import { fieldOfRule } from "../../cli/check/place.ts";
import { rules } from "../../policies/index.ts";
import { Folder } from "../harness/folder.ts";
import { root } from "../harness/project.ts";
import { sarifErrors } from "./check/sarif.ts";

const bad = `services:
  web:
    image: nginx
    privileged: true
  "db":
    image: postgres:16
`;

const files = {
  "bad.yaml": bad,
  "fine.yaml": "services: {}\n",
  "broken.yaml": "services:\n  web: {image: [}\n",
  "odd name, 100%.yaml": bad,
  "project/compose.yaml": "services: {web: {image: a}}\n",
  "project/compose.override.yaml": "services: {web: {privileged: true}}\n",
  "exceptions.yaml": `exceptions:
  - {rule: privileged, resource: workload/web, reason: "It <must> & \\"will\\"", owner: me, expiry: 2999-01-01}
  - {rule: privileged, resource: workload/nobody, reason: gone, owner: me, expiry: 2999-01-01}
  - {rule: privileged, resource: workload/old, reason: gone, owner: me, expiry: 2001-01-01}
`,
  "config.json": JSON.stringify({ all: "disabled", privileged: "advisory" }),
};

interface Document {
  readonly version: number;
  readonly findings: readonly Record<string, unknown>[];
  readonly errors: readonly Record<string, unknown>[];
}

describe("bulkhead check", function () {
  this.timeout(30_000);
  const folder = new Folder();
  before(() => folder.write(files));
  after(() => folder.dispose());

  const json = async (...args: readonly string[]): Promise<{ code: number | null; document: Document }> => {
    const { code, stdout } = await folder.bulkhead("check", ...args, "--format", "json");
    return { code, document: JSON.parse(stdout) as Document };
  };
  const privileged = ({ findings }: Document) => findings.filter(({ rule }) => rule === "privileged");

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
      message: "Workload web is privileged.",
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

  it("writes JSON by its documented schema", async () => {
    const text = readFileSync(join(root, "docs/schemas/check.v1.json"), "utf8");
    const schema = z.fromJSONSchema(JSON.parse(text));
    await folder.write({ "lines.yaml": readFileSync(join(import.meta.dirname, "check/lines.yaml")) });
    for (const args of [
      ["lines.yaml", "broken.yaml"],
      ["bad.yaml", "--exceptions", "exceptions.yaml"],
    ]) {
      const { document } = await json(...args);
      assert.equal(document.findings.length > 0, true);
      assert.deepEqual(schema.safeParse(document).error?.issues ?? [], []);
    }
    assert.equal(schema.safeParse({ version: 1, findings: [{}], errors: [] }).success, false);
  });

  it("writes SARIF 2.1.0", async () => {
    const args = ["odd name, 100%.yaml", "broken.yaml", "bad.yaml", "--exceptions", "exceptions.yaml"];
    const { code, stdout } = await folder.bulkhead("check", ...args, "-f", "sarif");
    assert.equal(code, 2);
    assert.deepEqual(sarifErrors(stdout), []);
    const { runs } = JSON.parse(stdout) as { runs: Run[] };
    const [run] = runs;
    assert.deepEqual(
      run?.invocations.map(({ executionSuccessful }) => executionSuccessful),
      [false],
    );
    const found = run?.results.filter(({ ruleId }) => ruleId === "privileged") ?? [];
    assert.deepEqual(
      found.map(({ locations }) => locations[0]?.physicalLocation),
      ["odd%20name%2C%20100%25.yaml", "bad.yaml"].map(uri => ({
        artifactLocation: { uri },
        region: { startLine: 4, startColumn: 5 },
      })),
    );
    for (const { ruleId, ruleIndex, suppressions } of found) {
      assert.equal(run?.tool.driver.rules[ruleIndex]?.id, ruleId);
      assert.match(suppressions?.[0]?.justification ?? "", /^It <must>.*\(me, until 2999-01-01\)$/);
    }
  });

  it("has a way to find what is no SARIF", () => {
    const run = (result: object) => ({ tool: { driver: { name: "x" } }, results: [result] });
    const log = (...runs: readonly object[]) => JSON.stringify({ version: "2.1.0", runs });
    assert.deepEqual(sarifErrors(log(run({ message: { text: "fine" } }))), []);
    for (const wrong of [
      {},
      run({}),
      run({ message: { text: "x" }, level: "bad" }),
      run({ message: { text: "x" }, more: 1 }),
    ]) {
      assert.notDeepEqual(sarifErrors(log(wrong)), [], JSON.stringify(wrong));
    }
  });

  it("writes JUnit's XML: a suite for each source, a case for each rule", async () => {
    const args = ["bad.yaml", "broken.yaml", "fine.yaml", "--exceptions", "exceptions.yaml"];
    const { stdout } = await folder.bulkhead("check", ...args, "-f", "junit");
    assert.equal(XMLValidator.validate(stdout), true);
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" });
    const { testsuites } = parser.parse(stdout) as { testsuites: Suites };
    const [suite, unread, fine] = testsuites.testsuite;
    assert.deepEqual([suite?.name, unread?.name, fine?.name], ["bad.yaml", "broken.yaml", "fine.yaml"]);
    assert.equal(
      Number(testsuites.tests),
      testsuites.testsuite.reduce((sum, { tests }) => sum + Number(tests), 0),
    );
    const cases = [suite?.testcase ?? []].flat();
    assert.equal(Number(suite?.tests), cases.length);
    const own = cases.find(({ name }) => name === "privileged");
    assert.match(own?.skipped?.message ?? "", /^let pass by me until 2999-01-01: It <must> & "will"$/);
    const failed = cases.filter(({ failure }) => failure !== undefined).map(({ name }) => name);
    assert.equal(failed.includes("exception-expired"), true);
    assert.deepEqual([unread?.errors, unread?.failures, fine?.errors], ["1", "0", "0"]);
  });

  it("writes annotations for GitHub", async () => {
    const { stdout } = await folder.bulkhead("check", "odd name, 100%.yaml", "broken.yaml", "-f", "github");
    const lines = stdout.trim().split("\n");
    assert.deepEqual(
      lines.filter(line => line.includes("privileged%3A")),
      [
        "::error file=odd name%2C 100%25.yaml,line=4,col=5,title=privileged%3A workload/web::Workload web is privileged. " +
          "Drop `privileged`, and add the one capability or device that the program needs.",
      ],
    );
    assert.equal(
      lines.some(line => line.startsWith("::error file=broken.yaml,line=2,col=17,title=cannot be read::")),
      true,
    );
    for (const line of lines) assert.match(line, /^::(error|warning) [^\n]*title=[^\n]+::[^\n]+$/);
  });

  it("writes for people: by rule, with the way out, and a line that counts", async () => {
    const { stdout, stderr } = await folder.bulkhead(
      "check",
      "bad.yaml",
      "--policy-config",
      "config.json",
      "--fail-on",
      "advisory",
    );
    assert.equal(
      stdout,
      [
        "privileged  advisory, critical: No container is privileged",
        "  bad.yaml:4  workload/web  Workload web is privileged.",
        "  => Drop `privileged`, and add the one capability or device that the program needs.",
        "",
        "bad.yaml: 0 mandatory, 1 advisory. `bulkhead explain RULE` says more.",
        "",
      ].join("\n"),
    );
    assert.equal(stderr, "");
  });
});

describe("bulkhead explain", function () {
  this.timeout(30_000);
  const folder = new Folder();
  after(() => folder.dispose());

  it("says what each rule means, offline", async () => {
    const { stdout } = await folder.bulkhead("explain", "--format", "json");
    const { rules } = JSON.parse(stdout) as { rules: { id: string; rationale: string; remedy: string }[] };
    assert.equal(
      rules.some(({ id }) => id === "privileged"),
      true,
    );
    const { code, stdout: text } = await folder.bulkhead("explain", "privileged");
    assert.equal(code, 0);
    const [rule] = rules.filter(({ id }) => id === "privileged");
    for (const part of [rule?.rationale, rule?.remedy]) assert.equal(text.includes(part ?? "-"), true);
  });

  it("lists the rules, and names those that are like an unknown one", async () => {
    const { stdout } = await folder.bulkhead("explain");
    assert.match(stdout, /^ {2}privileged +mandatory +No container is privileged$/m);
    const { code, stderr } = await folder.bulkhead("explain", "privilege");
    assert.equal(code, 2);
    assert.match(stderr, /^There is no rule privilege\. Did you mean [a-z or-]*privileged[a-z or-]*\?\n$/);
  });
});

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  readonly invocations: readonly { readonly executionSuccessful: boolean }[];
  readonly results: readonly {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly locations: readonly { readonly physicalLocation: unknown }[];
    readonly suppressions?: readonly { readonly justification: string }[];
  }[];
}

interface Suites {
  readonly tests: string;
  readonly testsuite: readonly {
    readonly name: string;
    readonly tests: string;
    readonly failures: string;
    readonly errors: string;
    readonly testcase: Case | readonly Case[];
  }[];
}

interface Case {
  readonly name: string;
  readonly failure?: unknown;
  readonly skipped?: { readonly message: string };
}
