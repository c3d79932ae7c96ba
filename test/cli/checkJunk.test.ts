import assert from "node:assert/strict";
import { Folder } from "../harness/folder.ts";
import { exhausting, junk } from "../pure/compose/junk.ts";

describe("bulkhead check of junk", function () {
  this.timeout(180_000);
  const folder = new Folder();
  after(() => folder.dispose());

  it("ends with 2 and the place, however the file is meant to exhaust it", async () => {
    for (const { name, content } of exhausting) {
      await folder.write({ "compose.yaml": content });
      const { code, stderr } = await folder.bulkhead("check", "compose.yaml");
      const isFine = name === "dollars" || name === "words";
      assert.equal(code === 2, !isFine, `${name}: ${code} ${stderr.slice(0, 500)}`);
      if (!isFine) assert.match(stderr, /^compose\.yaml:\d+:\d+ [^\n]+\.$/m, name);
    }
  });

  it("takes many such files in one call, each for itself", async () => {
    const others = junk(200, 5).slice(exhausting.length);
    await folder.write(Object.fromEntries(others.map(({ content }, at) => [`${at}.yaml`, content])));
    await folder.write({ "bad.yaml": "services: {web: {image: a, privileged: true}}" });
    const names = others.map((_, at) => `${at}.yaml`);
    const { code, stdout } = await folder.bulkhead("check", ...names, "bad.yaml", "--format", "json");
    assert.equal(code, 2);
    const { findings, errors } = JSON.parse(stdout) as {
      findings: { rule: string; file: string }[];
      errors: { file: string; line: number }[];
    };
    assert.deepEqual(
      findings.filter(({ rule, file }) => rule === "privileged" && file === "bad.yaml").length,
      1,
    );
    assert.ok(errors.length > 100, `${errors.length} errors`);
    for (const { file, line } of errors) assert.ok(file.endsWith(".yaml") && line > 0);
  });
});
