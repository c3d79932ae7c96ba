import assert from "node:assert/strict";
import { createContainer, createVolume, startContainer } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { bulkhead } from "../harness/bulkhead.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { python } from "../harness/inside.ts";
import { type Outcome, root } from "../harness/project.ts";
import { unique } from "../harness/run.ts";

async function container(what: string, volume?: string): Promise<string> {
  const name = unique(what);
  const id = await createContainer(engine, {
    name,
    Image: demoImage("probe"),
    Cmd: ["-c", "import signal; signal.pause()"],
    User: "0",
    Labels: testLabels,
    HostConfig: {
      NetworkMode: "none",
      ...(volume === undefined ? {} : { Mounts: [{ Type: "volume", Source: volume, Target: "/data" }] }),
    },
  });
  await startContainer(engine, id);
  return name;
}

const making = `
import os
os.makedirs("/data/in/deep")
open("/data/in/a", "w").write("hello")
os.chmod("/data/in/a", 0o640)
os.chown("/data/in/a", 1234, 5678)
open("/data/in/deep/big", "wb").write(b"x" * 5_000_000)
os.symlink("../a", "/data/in/deep/link")
os.symlink("/etc/passwd", "/data/out")
`;
const removing = `
import os
for folder, folders, files in os.walk("/data/copy", topdown=False):
    for name in files:
        os.remove(os.path.join(folder, name))
    os.rmdir(folder)
`;
const telling = `
import os
a = os.stat("/data/copy/a")
print(oct(a.st_mode), a.st_uid, a.st_gid, open("/data/copy/a").read())
print(os.path.getsize("/data/copy/deep/big"), os.readlink("/data/copy/deep/link"))
`;

describe("bulkhead cp", function () {
  this.timeout(60_000);
  let from: string;
  let to: string;
  let volumes: readonly [string, string];
  const cp = (...args: readonly string[]): Promise<Outcome> => bulkhead(["cp", ...args], { cwd: root });

  before(async () => {
    volumes = [unique("from"), unique("to")];
    for (const Name of volumes) await createVolume(engine, { Name, Labels: testLabels });
    from = await container("from", volumes[0]);
    to = await container("to", volumes[1]);
    await python(from, making);
  });

  const expected = "0o100640 1234 5678 hello\n5000000 ../a";

  it("copies a folder between containers, with modes, owners and links within it", async () => {
    const { code, stderr } = await cp(`${from}:/data/in`, `${to}:/data/copy`);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Copied 2 files, 4\.8 MiB\./);
    assert.equal((await python(to, telling)).replaceAll("\r", ""), expected);
  });

  it("copies between volumes, and leaves no container of its own behind", async () => {
    await python(to, removing);
    const { code, stderr } = await cp(`volume:${volumes[0]}:/in`, `volume:${volumes[1]}:/copy`);
    assert.equal(code, 0, stderr);
    assert.equal((await python(to, telling)).replaceAll("\r", ""), expected);
  });

  it("refuses what would lead out of the target, and says what", async () => {
    const { code, stderr } = await cp(`${from}:/data`, `${to}:/tmp/all`);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^It was not copied: the link data\/out leads to \/etc\/passwd, out of what is copied\./,
    );
    await python(to, "import os; os.symlink('/etc', '/tmp/etc')");
    const through = await cp(`${from}:/data/in/a`, `${to}:/tmp/etc`);
    assert.equal(through.code, 2);
    assert.match(
      through.stderr,
      /:\/tmp\/etc is a link to \/etc, and what is written there would lie elsewhere\./,
    );
  });

  it("says what is missing, and where", async () => {
    const nothing = await cp(`${from}:/nothing`, `${to}:/tmp`);
    assert.deepEqual([nothing.code, nothing.stdout], [2, ""]);
    assert.match(nothing.stderr, new RegExp(`^There is nothing at ${from}:/nothing\\. Correct the path\\.`));
    const nowhere = await cp(`${from}:/etc/hostname`, `${to}:/nowhere/x`);
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.stderr, new RegExp(`^There is no folder ${to}:/nowhere\\. Make it first,`));
    const nobody = await cp("nobody-at-all:/x", `${to}:/tmp`);
    assert.match(nobody.stderr, /^There is no container nobody-at-all\./);
  });
});
