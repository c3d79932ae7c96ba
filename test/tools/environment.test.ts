import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type Pulumi, pulumiVariables } from "../../tools/toolchain/index.ts";

const cached: Pulumi = { folder: "/a/cache/pulumi", version: "3.256.0", origin: "the cache" };
const onPath: Pulumi = { folder: undefined, version: "3.256.0", origin: "the PATH" };

const isPassphrase = (name: string): boolean => name.startsWith("PULUMI_CONFIG_PASSPHRASE");

describe("the environment pulumi runs in", () => {
  let project: string;
  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), "bulkhead-environment-"));
    await writeFile(join(project, "Pulumi.yaml"), "name: x\nbackend:\n  url: file://./.bulkhead/state\n");
  });
  afterEach(() => rm(project, { recursive: true, force: true }));

  it("has the running Node first on its PATH, then Pulumi, then what was there", () => {
    const node = dirname(process.execPath);
    const path = (pulumi: Pulumi) => pulumiVariables(project, pulumi, { PATH: "/usr/bin" })["PATH"];
    assert.equal(path(cached), [node, "/a/cache/pulumi", "/usr/bin"].join(delimiter));
    assert.equal(path(onPath), [node, "/usr/bin"].join(delimiter));
  });

  it("has a passphrase of the project's own, made once, which nobody else may read", async () => {
    const files = [1, 2, 3].map(
      () => pulumiVariables(project, onPath, {})["PULUMI_CONFIG_PASSPHRASE_FILE"] ?? "",
    );
    const [file = ""] = files;
    assert.equal(file, join(project, ".bulkhead/passphrase"));
    assert.deepEqual(files, [file, file, file]);
    const text = await readFile(file, "utf8");
    assert.match(text, /^[\w-]{32}\n$/);
    pulumiVariables(project, onPath, {});
    assert.equal(await readFile(file, "utf8"), text);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(dirname(file))).mode & 0o777, 0o700);
  });

  for (const own of [{ PULUMI_CONFIG_PASSPHRASE: "" }, { PULUMI_CONFIG_PASSPHRASE_FILE: "/my/own" }]) {
    it(`leaves ${Object.keys(own).join()} as the user has set it, and makes none`, async () => {
      const variables = pulumiVariables(project, onPath, own);
      assert.equal("PULUMI_CONFIG_PASSPHRASE_FILE" in variables, false);
      await assert.rejects(stat(join(project, ".bulkhead/passphrase")));
      assert.ok((await stat(join(project, ".bulkhead/state"))).isDirectory(), "Pulumi does not make it");
    });
  }

  it("is the project's own where that opens a stack's secrets and the user's does not", async () => {
    // As `pulumi stack init` wrote it, with the passphrase "of this test".
    const salt = "v1:SRTeAlMDyj0=:v1:WEGeLpr0KHtMg437:dxg+llRePDXEG/0ynES1bpYKMQbGKg==";
    const folder = join(project, ".bulkhead");
    await mkdir(folder);
    await writeFile(join(folder, "passphrase"), "of this test\n");
    await writeFile(join(project, "Pulumi.dev.yaml"), `encryptionsalt: ${salt}\nconfig: {}\n`);
    const exported = { PULUMI_CONFIG_PASSPHRASE: "of another project" };
    const own = pulumiVariables(project, onPath, exported, "dev");
    assert.equal(own["PULUMI_CONFIG_PASSPHRASE"], undefined);
    assert.ok("PULUMI_CONFIG_PASSPHRASE" in own, "it must not be set");
    assert.equal(own["PULUMI_CONFIG_PASSPHRASE_FILE"], join(folder, "passphrase"));
    // One that is new, or was made with the user's, is the user's.
    await writeFile(join(folder, "passphrase"), "of nothing\n");
    assert.deepEqual(Object.keys(pulumiVariables(project, onPath, exported, "dev")).filter(isPassphrase), []);
  });

  it("has none in a project that keeps its state elsewhere, and nothing is written there", async () => {
    await writeFile(join(project, "Pulumi.yaml"), "name: x\n");
    assert.equal("PULUMI_CONFIG_PASSPHRASE_FILE" in pulumiVariables(project, onPath, {}), false);
    await assert.rejects(stat(join(project, ".bulkhead")));
  });
});
