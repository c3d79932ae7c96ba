import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadLate } from "../../engine/loadLate.ts";
import { root } from "../harness/project.ts";

/** What the modules of these tests write down when they are loaded. */
const loaded = globalThis as { bulkheadLoaded?: string[] };

describe("loading late", () => {
  let folder: string;
  const from = (): string => join(folder, "index.cjs");

  beforeEach(() => {
    loaded.bulkheadLoaded = [];
    folder = mkdtempSync(join(tmpdir(), "bulkhead-test-late-"));
    writeFileSync(
      join(folder, "heavy.cjs"),
      'globalThis.bulkheadLoaded.push("heavy"); exports.answer = () => 42; exports.fixed = 7;\n',
    );
    writeFileSync(
      from(),
      'const heavy = require("./heavy.cjs"); exports.ask = () => heavy.answer(); exports.has = name => name in heavy;\n',
    );
  });

  afterEach(() => {
    delete loaded.bulkheadLoaded;
    rmSync(folder, { recursive: true });
  });

  it("loads a module once, when something of it is asked for", () => {
    const require = createRequire(from());
    loadLate(from(), ["./heavy.cjs"], () => require(from()));
    assert.deepEqual(loaded.bulkheadLoaded, []);
    const user = require(from()) as { ask(): number; has(name: string): boolean };
    assert.equal(user.has("answer"), true);
    assert.equal(user.ask(), 42);
    assert.deepEqual(loaded.bulkheadLoaded, ["heavy"]);
  });

  it("loads a module that is a function once it is called", () => {
    writeFileSync(
      join(folder, "heavy.cjs"),
      'globalThis.bulkheadLoaded.push("heavy"); module.exports = (left, right) => left * right;\n',
    );
    writeFileSync(from(), 'const heavy = require("./heavy.cjs"); exports.ask = () => heavy(6, 7);\n');
    const require = createRequire(from());
    loadLate(from(), ["./heavy.cjs"], () => require(from()));
    assert.deepEqual(loaded.bulkheadLoaded, []);
    assert.equal((require(from()) as { ask(): number }).ask(), 42);
    assert.deepEqual(loaded.bulkheadLoaded, ["heavy"]);
  });

  it("gives who requires it afterwards the module itself", () => {
    const require = createRequire(from());
    loadLate(from(), ["./heavy.cjs"], () => require(from()));
    const heavy = require("./heavy.cjs") as object;
    assert.deepEqual(Object.keys(heavy), ["answer", "fixed"]);
    assert.equal((require(from()) as { ask(): number }).ask(), 42);
    assert.deepEqual(loaded.bulkheadLoaded, ["heavy"]);
  });

  it("leaves alone what is loaded already, and what there is not", () => {
    const require = createRequire(from());
    const before = require("./heavy.cjs") as object;
    loadLate(from(), ["./heavy.cjs", "./missing.cjs"], () => {
      assert.equal(require("./heavy.cjs"), before);
      assert.throws(() => require("./missing.cjs"), /Cannot find module/);
    });
  });

  it("ends with the work, even where that fails", () => {
    const require = createRequire(from());
    const failure = new Error("of the work");
    assert.throws(
      () =>
        loadLate(from(), ["./heavy.cjs"], () => {
          throw failure;
        }),
      failure,
    );
    assert.equal((require("./heavy.cjs") as { fixed: number }).fixed, 7);
    assert.deepEqual(Object.keys(require("./heavy.cjs") as object), ["answer", "fixed"]);
  });

  it("leaves out of the engine's client what hardly anybody asks for: undici, archives, gRPC, ssh", async () => {
    const script = `
      const { loadDockerode } = await import("./engine/dockerode.ts");
      const { agentOf } = await import("./engine/agent.ts");
      agentOf({ kind: "unix", path: "/nowhere.sock" });
      loadDockerode();
      const packages = Object.keys((await import("node:module")).createRequire(import.meta.url).cache);
      const heavy = ["tar-fs", "tar-stream", "@grpc", "protobufjs", "ssh2"];
      console.log(JSON.stringify({
        own: process.moduleLoadList.filter(name => name.includes("undici/undici")),
        packages: heavy.filter(one => packages.some(file => file.includes(\`/node_modules/\${one}/\`))),
        dockerode: packages.some(file => file.includes("/node_modules/dockerode/")),
      }));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", script],
      {
        cwd: root,
      },
    );
    assert.deepEqual(JSON.parse(stdout), { own: [], packages: [], dockerode: true });
  });
});
