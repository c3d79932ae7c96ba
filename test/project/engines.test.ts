import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { versions } from "../../tools/toolchain/index.ts";
import { differences, isSince } from "../harness/differences.ts";
import { root } from "../harness/project.ts";

describe("docs/engines.md", () => {
  let text: string;
  before(async () => {
    text = await readFile(join(root, "docs/engines.md"), "utf8");
  });

  it("has a row for each difference that tests hold, with the same words", () => {
    for (const { tried, before, now, since } of Object.values(differences)) {
      assert.ok(text.includes(`| ${tried} | \`${before}\` | \`${now}\` | ${since} |\n`), tried);
    }
  });

  it("names the versions that are built and tested", () => {
    const { moby, mobyRelease, containerd, runc } = versions;
    const named = [`moby v${moby}`, mobyRelease, `containerd ${containerd}`, `runc ${runc}`];
    for (const name of named) assert.ok(text.includes(name), name);
  });
});

describe("a release of the engine", () => {
  it("is told from earlier ones by its numbers", () => {
    for (const version of ["25.0.0", "25.0", "29.0.0-beta.24", "25.1.3"])
      assert.ok(isSince(version, "25.0"), version);
    for (const version of ["20.10.24+dfsg1", "24.9.9"]) assert.ok(!isSince(version, "25.0"), version);
  });
});
