import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { versions } from "../../tools/toolchain/index.ts";
import { type Difference, differences, isSince } from "../harness/differences.ts";
import { root } from "../harness/project.ts";

describe("docs/engines.md", () => {
  const text = readFileSync(join(root, "docs/engines.md"), "utf8");
  const rows = text.split("\n").flatMap(line => {
    const [, tried, before, now, since, heldBy, ...more] = line.split("|").map(cell => cell.trim());
    return more.length === 1 ? [{ tried, before, now, since, heldBy }] : [];
  });

  for (const [name, difference] of Object.entries<Difference>(differences)) {
    it(`has a row for ${name}, in the words of the tests that hold it`, () => {
      const row = rows.find(({ tried }) => tried === difference.tried);
      const { heldBy, ...words } = row ?? {};
      assert.deepEqual(words, difference);
      assert.match(heldBy ?? "", /^\[.+\]\(.+\)$/);
    });
  }

  it("names tests that there are", () => {
    const named = [...text.matchAll(/\]\(\.\.\/(test\/[^)]+)\)/g)].map(([, path = ""]) => path);
    assert.deepEqual(
      named.filter(path => !existsSync(join(root, path))),
      [],
    );
    assert.ok(named.length > Object.keys(differences).length);
  });

  it("has what differs: no test asks for the engine's release by itself", () => {
    const tests = globSync("test/{provider,nftables,converted,programs,running,whole}/**/*.ts", {
      cwd: root,
    });
    const asking = tests.filter(path =>
      /\.speaks\(|isSince\(|isLater\(|engine\.version\(\)/.test(readFileSync(join(root, path), "utf8")),
    );
    // The one that reads the rows, and the one that holds what the provider's tables say an API is needed for.
    assert.deepEqual(asking.sort(), ["test/provider/byRelease.ts", "test/provider/properties/lifetime.ts"]);
    assert.ok(tests.length > 100);
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
    assert.ok(isSince("29.0.0-beta.24", "29"), "one of two numbers");
  });
});
