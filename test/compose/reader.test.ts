import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import fc from "fast-check";
import { ensureCompose, versions } from "../../tools/toolchain/index.ts";
import { cases } from "./cases.ts";
import { comparable } from "./comparable.ts";
import { mutated, randomOf } from "./mutations.ts";
import { type Compared, compared, forEach, readCanonical } from "./oracle.ts";
import { type GeneratedProject, project } from "./projects.ts";
import { saidByCompose, saidByTopology } from "./said.ts";

const seed = Number(process.env["SEED"] ?? 11);
const parallel = availableParallelism();

describe("the reader of compose files", () => {
  let compose: string;

  before(async function () {
    // Built of its Go module where nobody has built it yet.
    this.timeout(900_000);
    ({ program: compose } = await ensureCompose(versions.currentCompose));
  });

  it("understands what people write as Docker Compose does", async function () {
    this.timeout(900_000);
    await forEach(cases, parallel, async one => await compared(compose, one, assertAlike));
  });

  it("understands generated projects as Docker Compose does, in all that a topology holds", async function () {
    this.timeout(900_000);
    let taken = 0;
    await forEach(fc.sample(project, { numRuns: 250, seed }), parallel, async generated => {
      await compared(compose, generated, one => {
        assertAlike(one);
        const { folder, expected, found } = one;
        if (expected instanceof Error) return;
        taken += 1;
        const again = readCanonical(folder, expected);
        assert.deepEqual(again.problems, []);
        assert.ok(found.topology !== undefined && again.topology !== undefined);
        assert.deepEqual(
          comparable(found.topology, folder, "shop"),
          comparable(again.topology, folder, "shop"),
        );
      });
    });
    assert.ok(taken > 50, `${taken} projects were taken`);
  });

  it("takes and refuses what is changed by chance as Docker Compose does", async function () {
    this.timeout(1_800_000);
    const random = randomOf(seed);
    const bases = [...cases, ...fc.sample(project, { numRuns: 400, seed: seed + 1 })];
    const changed = Array.from({ length: 2000 }, (_, index) =>
      changedIn(bases[index % bases.length] as GeneratedProject, random),
    );
    const counts = { taken: 0, refused: 0 };
    const unlike: string[] = [];
    await forEach(changed, parallel, async one => {
      await compared(compose, one, found => {
        counts[found.expected instanceof Error ? "refused" : "taken"] += 1;
        try {
          assertAlike(found, one);
        } catch (error) {
          unlike.push((error as Error).message);
        }
      });
    });
    // What is left are corners that no person writes; each that comes to light is mended or told in docs/check.md.
    assert.ok(unlike.length <= tolerated, unlike.join("\n\n"));
    assert.ok(counts.taken > 500 && counts.refused > 500, JSON.stringify(counts));
  });
});

/** A project of which one file says something else. */
function changedIn(base: GeneratedProject, random: () => number): GeneratedProject {
  const names = Object.keys(base.files).filter(name => typeof base.files[name] === "object");
  const any = names[Math.floor(random() * names.length)];
  const name = random() < 0.7 || any === undefined ? "compose.yaml" : any;
  return { ...base, files: { ...base.files, [name]: mutated(base.files[name], random) } };
}

/** What Compose stops at and a reader of files does not, since it may be otherwise where they are deployed. */
const ofTheMoment = /env file .* not found|label file|required variable/;

/** Of 2,000 that are changed by chance, so many may be read otherwise than Compose reads them. */
const tolerated = 4;

/** Where Compose merges names and values, it takes lists and texts among them, which it takes nowhere else. */
const stricter = /\.(?:labels|environment|annotations|sysctls|args)(?:\.\S+)? is a (?:list|text)\./;

/** Taken or refused alike; and where taken: the same services, networks, published ports, mounts and environment. */
function assertAlike({ folder, expected, found }: Compared, { files }: Partial<GeneratedProject> = {}): void {
  const shown = JSON.stringify(files);
  if (expected instanceof Error) {
    const isRefused = found.problems.length > 0 || ofTheMoment.test(expected.message);
    assert.ok(isRefused, `Compose refuses it: ${expected.message}\n${shown}`);
    return;
  }
  assert.deepEqual(
    found.problems.filter(({ message }) => !stricter.test(message)),
    [],
    shown,
  );
  if (found.problems.length > 0) return;
  assert.ok(found.topology !== undefined);
  assert.deepEqual(saidByTopology(found.topology, folder), saidByCompose(expected, folder), shown);
}
