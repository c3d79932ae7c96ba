import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { apiReports, type Entry } from "../../tools/docs/apiReport.ts";
import { root } from "../harness/project.ts";

const command = "node tools/run.mjs tools/docs/api.ts";

describe("docs/api", () => {
  let reports: Map<Entry, string>;
  before(function () {
    this.timeout(60_000);
    reports = apiReports(root);
  });

  it("says what the package's entries export; tools/docs/api.ts writes it", async () => {
    for (const [entry, report] of reports) {
      const file = `docs/api/${entry}.api.md`;
      const written = await readFile(join(root, file), "utf8").catch(() => "");
      assert.ok(
        written === report,
        `${file} is of another day: run \`${command}\` and review what has changed`,
      );
    }
  });

  it("is of all entries, and shows classes with what they offer, not with what they keep to themselves", async () => {
    const { exports } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { exports: object };
    const entries = Object.keys(exports).filter(name => name !== "./package.json");
    assert.deepEqual(entries.map(name => name.slice(2)).sort(), [...reports.keys()].sort());
    const segment = /^class Segment .*?^}$/ms.exec(reports.get("components") ?? "")?.[0];
    assert.match(
      segment ?? "",
      /constructor\(name: string, args\?: SegmentArgs, opts\?: ComponentResourceOptions\)/,
    );
    assert.doesNotMatch([...reports.values()].join(), /#private|\bprivate /);
    assert.doesNotMatch([...reports.values()].join(), /: any\b/);
  });
});
