import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadLate } from "../../engine/loadLate.ts";

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
});
