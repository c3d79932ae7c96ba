import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { ensureCompose } from "../../tools/toolchain/index.ts";
import { comparable } from "./compose/comparable.ts";
import { canonical, read, readCanonical, write } from "./compose/oracle.ts";
import { project } from "./compose/projects.ts";

describe("the reader of compose files", () => {
  let compose: string;
  let folder: string;

  before(async function () {
    // Built of its Go module where nobody has built it yet.
    this.timeout(600_000);
    ({ program: compose } = await ensureCompose());
    folder = join(mkdtempSync(join(tmpdir(), "bulkhead-compose-")), "shop");
  });

  after(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

  it("understands generated projects as Docker Compose does", function () {
    this.timeout(120_000);
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(project, generated => {
        write(folder, generated);
        const expected = canonical(compose, folder, generated);
        const found = read(folder, generated);
        if (expected instanceof Error) {
          refused += 1;
          assert.notDeepEqual(found.problems, [], `Compose refuses it: ${expected.message}`);
          return;
        }
        taken += 1;
        assert.deepEqual(found.problems, []);
        const again = readCanonical(folder, expected);
        assert.deepEqual(again.problems, []);
        assert.ok(found.topology !== undefined && again.topology !== undefined);
        assert.deepEqual(
          comparable(found.topology, folder, "shop"),
          comparable(again.topology, folder, "shop"),
        );
      }),
      { numRuns: 250, seed: Number(process.env["SEED"] ?? 11), interruptAfterTimeLimit: 60_000 },
    );
    assert.ok(taken > 50, `${taken} projects were taken, and ${refused} refused`);
  });
});
