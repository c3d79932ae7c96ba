import assert from "node:assert/strict";
import { Folder } from "../harness/folder.ts";

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
