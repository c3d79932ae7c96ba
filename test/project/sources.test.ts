import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../tools/toolchain/index.ts";
import { tsc } from "../harness/compiler.ts";
import { root } from "../harness/project.ts";

const bin = (name: string): string => join(root, "node_modules/.bin", name);

/** Every file of the checkout that is, or is about to be, committed. */
async function sources(): Promise<string[]> {
  const listed = await run("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root });
  return listed.trim().split("\n");
}

describe("the sources", () => {
  it("type-check under the strictest options", async function () {
    this.timeout(120_000);
    assert.equal(await tsc("--noEmit"), "");
  });

  it("are formatted and free of what the linter forbids", async function () {
    this.timeout(60_000);
    assert.match(
      await run(bin("biome"), ["check", "--error-on-warnings", "."], { cwd: root }),
      /No fixes applied/,
    );
  });

  it("name no host of a package registry, and the lockfile neither", async () => {
    const hosts = /registry\.npmjs\.org|proxy\.golang\.org|deb\.debian\.org|pypi\.org|crates\.io/;
    const found: string[] = [];
    for (const file of await sources()) {
      if (file === "test/project/sources.test.ts") continue;
      const text = await readFile(join(root, file), "utf8").catch(() => "");
      if (hosts.test(text)) found.push(file);
    }
    assert.deepEqual(found, []);
  });

  it("justify each dependency in one line", async () => {
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(
      await readFile(join(root, "package.json"), "utf8"),
    ) as Record<string, Record<string, string>>;
    const text = await readFile(join(root, "docs/dependencies.md"), "utf8");
    const names = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
    const missing = names.filter(name => !text.includes(`| \`${name}\` |`));
    assert.deepEqual(missing, []);
    const listed = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? "");
    assert.deepEqual(
      listed.filter(name => !names.includes(name)),
      [],
      "listed, but not depended on",
    );
  });
});
