import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Folder } from "../harness/folder.ts";
import { root } from "../harness/project.ts";
import { checkJson } from "./check/files.ts";

const one = `services: {web: {image: "nginx", privileged: true, ports: ["80:80"], environment: {A: "\${A}", B: "\${A} \${B}"}}}`;
const fourteen = `services:\n${Array.from({ length: 14 }, (_, at) => `  s${at}: {image: "acme/s${at}:1"}`).join("\n")}\n`;

describe("what bulkhead check tells", function () {
  this.timeout(60_000);
  const folder = new Folder();
  before(() =>
    folder.write({ "one.yaml": one, "many.yaml": fourteen, "more.yaml": `${fourteen}  extra: {image: x}\n` }),
  );
  after(() => folder.dispose());

  it("is at most five lines for a file of one service, the summary first, with the levels named", async () => {
    const { stdout, stderr } = await folder.bulkhead("check", "one.yaml");
    const lines = `${stdout}${stderr}`.trim().split("\n");
    assert.ok(lines.length <= 5, lines.join("\n"));
    assert.match(
      stdout,
      /^one\.yaml: 1 mandatory, \d+ advisory \(levels: compose\)\. Worst: privileged \(critical\)/,
    );
    assert.match(stderr, /^one\.yaml: variables A, B are not set in its files/);
    assert.equal(stderr.match(/not set/g)?.length, 1, "once");
    const strict = await folder.bulkhead("check", "one.yaml", "--profile", "strict");
    assert.match(strict.stdout, /\(levels: strict\)/);
    assert.equal((await folder.bulkhead("check", "one.yaml", "--profile", "debug")).code, 2);
  });

  it("is one line for findings that are alike, and with --all one for each", async () => {
    const short = (await folder.bulkhead("check", "many.yaml")).stdout;
    assert.match(
      short,
      /^advisory medium memory-limit: 14 services \(s0, s1, s10, s11 and 10 more\)\. Set a limit/m,
    );
    const all = (await folder.bulkhead("check", "many.yaml", "--all")).stdout;
    assert.equal(all.match(/has no memory limit/g)?.length, 14);
  });

  it("is what is new beside a baseline", async () => {
    const wrote = await folder.bulkhead("check", "more.yaml", "--write-baseline", "known.json");
    assert.equal(wrote.code, 0);
    const same = await checkJson(folder, "more.yaml", "--baseline", "known.json");
    assert.deepEqual(same.document.findings, []);
    await folder.write({ "more.yaml": `${fourteen}  extra: {image: x, privileged: true}\n` });
    const { code, document } = await checkJson(folder, "./more.yaml", "--baseline", "known.json");
    assert.deepEqual(
      document.findings.map(({ rule }) => rule),
      ["privileged"],
    );
    assert.equal(code, 1);
    assert.equal((await folder.bulkhead("check", "more.yaml", "--baseline", "more.yaml")).code, 2);
  });

  it("ends quietly when nobody reads on", async () => {
    const main = join(root, "cli/main.ts");
    const child = spawn(process.execPath, [main, "check", "many.yaml", "--all"], {
      cwd: folder.path,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let said = "";
    child.stderr.on("data", chunk => {
      said += String(chunk);
    });
    await once(child, "close");
    assert.equal(said, "");
  });
});
