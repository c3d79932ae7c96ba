import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { z } from "zod";
import { Folder } from "../harness/folder.ts";
import { root } from "../harness/project.ts";
import { checkJson, files } from "./check/files.ts";
import { sarifErrors } from "./check/sarif.ts";

describe("formats of bulkhead check", function () {
  this.timeout(30_000);
  const folder = new Folder();
  before(() => folder.write(files));
  after(() => folder.dispose());
  const json = (...args: readonly string[]) => checkJson(folder, ...args);

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
        "::error file=odd name%2C 100%25.yaml,line=4,col=5,title=privileged%3A workload/web::Service web is privileged. " +
          "Drop `privileged`, and add the one capability or device that the program needs.",
      ],
    );
    assert.equal(
      lines.some(line => line.startsWith("::error file=broken.yaml,line=2,col=17,title=cannot be read::")),
      true,
    );
    for (const line of lines) assert.match(line, /^::(error|warning) [^\n]*title=[^\n]+::[^\n]+$/);
  });

  it("writes for people: what it comes to, and a line for what is alike; with --all, each by its rule", async () => {
    const args = ["check", "bad.yaml", "--policy-config", "config.json", "--fail-on", "advisory"];
    const said =
      "bad.yaml: 0 mandatory, 1 advisory (levels: compose). Worst: privileged (critical); `bulkhead explain privileged` says more.";
    const remedy = "Drop `privileged`, and add the one capability or device that the program needs.";
    const { stdout, stderr } = await folder.bulkhead(...args);
    assert.equal(
      stdout,
      `${said}\nadvisory critical privileged: bad.yaml:4 Service web is privileged. ${remedy}\n`,
    );
    assert.equal(stderr, "");
    const { stdout: all } = await folder.bulkhead(...args, "--all");
    assert.equal(
      all,
      [
        said,
        "",
        "privileged  advisory, critical: No container is privileged",
        "  bad.yaml:4  workload/web  Service web is privileged.",
        `  => ${remedy}`,
        "",
      ].join("\n"),
    );
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
