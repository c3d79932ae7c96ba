import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runtime } from "@pulumi/pulumi";
import { type Finding, judge, policyConfig } from "../../policies/index.ts";
import { readResources } from "../../topology/index.ts";
import { documents, type Example, examplesIn } from "../harness/examples.ts";
import { root } from "../harness/project.ts";
import { record } from "../harness/recorder.ts";
import { testProject } from "../harness/run.ts";
import { stackOf } from "../harness/shownStack.ts";

/** By document and example, rules that it is about breaking: the page says so where it shows it. */
const onPurpose: Readonly<Record<string, readonly string[]>> = {
  "docs/components/networks.md, host": ["host-network"],
  "docs/components/one-way-link.md, one way": ["undeclared-edge"],
};

/** A value for each key that an example reads from its stack's config. */
function configOf(text: string): Record<string, string> {
  const keys = [...text.matchAll(/\.require\w*\("(\w+)"\)/g)].map(([, key]) => key ?? "");
  return Object.fromEntries(keys.map(key => [`${testProject}:${key}`, "canary"]));
}

const documented = (await Promise.all((await documents()).map(examplesIn))).flat();

describe("registration: the examples in documents", function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bulkhead-examples-"));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** What the pack refuses of an example, at the levels of the shop's dev stack. */
  async function refused({ text }: Example, index: number): Promise<Finding[]> {
    const levels = JSON.parse(await readFile(join(root, "stacks/policy/dev.json"), "utf8")) as object;
    const library = pathToFileURL(join(root, "components/index.ts")).href;
    const file = join(folder, `${index}.ts`);
    await writeFile(file, `${text.replaceAll("pulumi-bulkhead/components", library)}\nexport {};\n`);
    const recording = await record(async () => {
      runtime.setAllConfig(configOf(text));
      await import(pathToFileURL(file).href);
    });
    const topology = readResources("example", stackOf(recording));
    return judge(topology, { config: policyConfig(levels) }).filter(({ level }) => level === "mandatory");
  }

  for (const [index, one] of documented.entries()) {
    const title = `${one.file}, ${one.name}`;
    it(`${title}: passes the pack with the shop's levels`, async () => {
      const found = await refused(one, index);
      const open = found.filter(({ rule }) => !onPurpose[title]?.includes(rule));
      assert.deepEqual(
        open.map(({ rule, resource, message }) => `${rule} ${resource}: ${message}`),
        [],
      );
    });
  }
});
