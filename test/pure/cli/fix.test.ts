import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mended, mend } from "../../../cli/check/fix/fix.ts";
import { judgeSubject } from "../../../cli/check/judge.ts";
import { composeSubject } from "../../../cli/sources/compose.ts";

describe("what check --fix mends", () => {
  const folder = mkdtempSync(join(tmpdir(), "bulkhead-fix-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const mended = async (text: string): Promise<Mended & { readonly text: string }> => {
    const file = join(folder, "compose.yaml");
    writeFileSync(file, text);
    const settings = { environment: {} };
    const subject = composeSubject([file], settings);
    const { findings } = await judgeSubject(subject, {});
    const found = mend(subject, findings, { given: [file], settings }, ["wildcard-publish", "net-raw"]);
    return { ...found, text: found.files.get(file) ?? text };
  };

  it("is a port in whatever form, also where several stand on a line", async () => {
    const { text, left } = await mended(`services:
  a:
    image: a:1
    cap_drop: [ALL]
    ports:
      - target: 80
        published: 8080 # the site
      - {target: 81, published: 8081}
      - "90:90"
  b: {image: "b:1", cap_drop: [ALL], ports: ["92:92", '93:93']}
`);
    assert.deepEqual(left, []);
    assert.equal(
      text,
      `services:
  a:
    image: a:1
    cap_drop: [ALL]
    ports:
      - host_ip: 127.0.0.1
        target: 80
        published: 8080 # the site
      - {host_ip: 127.0.0.1, target: 81, published: 8081}
      - "127.0.0.1:90:90"
  b: {image: "b:1", cap_drop: [ALL], ports: ["127.0.0.1:92:92", '127.0.0.1:93:93']}
`,
    );
  });

  it("is each by itself where one of them cannot be", async () => {
    const { text, done, left } = await mended(`x-own: &own
  cap_drop: [SYS_CHROOT]
services:
  a: {<<: *own, image: "a:1"}
  b: {image: "b:1"}
`);
    assert.deepEqual(
      [done, left.map(({ finding }) => finding)].map(some => some.map(({ resource }) => resource)),
      [["workload/b"], ["workload/a"]],
    );
    assert.match(text, /b: \{cap_drop: \[NET_RAW\], image/);
    assert.match(text, /a: \{<<: \*own, image/);
  });
});
