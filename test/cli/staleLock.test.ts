import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { isLockedByTheDead, type Locked } from "../../cli/staleLock.ts";

describe("a stack that is locked", () => {
  let folder: string;
  let dead: number;
  before(async () => {
    const process = spawn("true");
    await once(process, "close");
    dead = process.pid ?? 0;
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "bulkhead-locks-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const stack = (backend: string | undefined): Locked => ({
    name: "dev",
    project: { folder, programFolder: folder, name: "shop", requiredSecrets: [], backend: undefined },
    backend,
  });
  const state = (): Locked => stack(`file://${folder}/state?metadata=skip`);

  async function lock(content: unknown, below = "organization/shop/dev"): Promise<void> {
    const locks = join(folder, "state/.pulumi/locks", below);
    await mkdir(locks, { recursive: true });
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await writeFile(join(locks, `${crypto.randomUUID()}.json`), text);
  }
  const here = (pid: number) => ({ pid, hostname: hostname(), username: "root" });

  it("by a process that is dead may be unlocked", async () => {
    await lock(here(dead));
    assert.equal(await isLockedByTheDead(state()), true);
    assert.equal(await isLockedByTheDead(stack("file://./state")), true, "by a path below the project");
  });

  it("by a process that lives may not, although a dead one has locked it, too", async () => {
    await lock(here(dead));
    await lock(here(process.pid));
    assert.equal(await isLockedByTheDead(state()), false);
  });

  it("on another machine may not, whatever lives here", async () => {
    await lock({ ...here(dead), hostname: "elsewhere" });
    assert.equal(await isLockedByTheDead(state()), false);
  });

  it("by nobody, or in another place than a folder, is not", async () => {
    assert.equal(await isLockedByTheDead(state()), false);
    assert.equal(await isLockedByTheDead(stack("s3://bucket")), false);
    assert.equal(await isLockedByTheDead(stack(undefined)), false);
  });

  it("is not the stack of the same name in another project", async () => {
    await lock(here(dead), "organization/another/dev");
    assert.equal(await isLockedByTheDead(state()), false);
    await lock(here(process.pid), "organization/another/dev");
    await lock(here(dead));
    assert.equal(await isLockedByTheDead(state()), true);
  });

  it("by a state of long ago, which knew no projects, is seen", async () => {
    await lock(here(dead), "dev");
    assert.equal(await isLockedByTheDead(state()), true);
  });

  it("by a file that cannot be read is left alone", async () => {
    await lock('{"pid": 47');
    assert.equal(await isLockedByTheDead(state()), false);
  });
});
