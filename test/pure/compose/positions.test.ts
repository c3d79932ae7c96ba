// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
import assert from "node:assert/strict";
import { reading } from "./reading.ts";

/** Where a topology's element stands, as `FILE:LINE`. */
function lineOf(read: ReturnType<typeof reading>, ...path: readonly (string | number)[]): string {
  const found = read.locate(path);
  return `${found?.file}:${found?.line}`;
}

describe("compose: positions", () => {
  it("of an image is its own, also where it is built", () => {
    const built = reading({ "compose.yaml": "services:\n  app:\n    image: shop\n    build: ." });
    assert.equal(lineOf(built, "workloads", "app", "image"), "compose.yaml:3");
    const unnamed = reading({ "compose.yaml": "services:\n  app:\n    restart: always\n    build: ." });
    assert.equal(lineOf(unnamed, "workloads", "app", "image"), "compose.yaml:4");
  });

  it("of variables are in the files they come from", () => {
    const read = reading(
      {
        "compose.yaml":
          "services:\n  db:\n    image: postgres:16\n    env_file: own.env\n    environment:\n      POSTGRES_PASSWORD: ${PG_PASS:?need it}\n      MODE: ${MODE:-dev}\n      BARE:",
        ".env": "# of the project\nPG_PASS=Xk29\nBARE=b",
        "own.env": "A=1\n\nexport B=2\n",
      },
      { environment: { MODE: "prod" } },
    );
    const [db] = read.topology?.workloads ?? [];
    assert.deepEqual(db?.environment, [
      { name: "A", secret: false, value: "1", file: { file: "own.env", line: 1, column: 1 } },
      { name: "B", secret: false, value: "2", file: { file: "own.env", line: 3, column: 1 } },
      { name: "POSTGRES_PASSWORD", secret: false, value: "Xk29", template: "${PG_PASS:?need it}" },
      { name: "MODE", secret: false, value: "prod", template: "${MODE:-dev}" },
      { name: "BARE", secret: false, value: "b", template: "${BARE}" },
    ]);
    assert.deepEqual(read.topology?.variables, {
      PG_PASS: { file: ".env", line: 2, column: 1 },
      BARE: { file: ".env", line: 3, column: 1 },
    });
    assert.deepEqual(
      [0, 1, 2].map(index => lineOf(read, "workloads", "db", "environment", index)),
      ["own.env:1", "own.env:3", "compose.yaml:6"],
    );
  });
});

describe("compose: one thing wrong", () => {
  it("does not hide what can be judged of the rest", () => {
    const read = reading({
      "compose.yaml":
        "services:\n  a: {image: a, privileged: true, volumes: ['nowhere:/x']}\n  b: {image: b, privileged: perhaps}\n  c: {image: c}",
    });
    assert.equal(read.topology, undefined);
    assert.deepEqual(
      read.readable?.workloads.map(({ id, privileges }) => [id, privileges.privileged]),
      [
        ["a", true],
        ["c", false],
      ],
    );
    assert.equal(read.problems.length, 2);
  });

  it("hides all where a file cannot be read at all", () => {
    const torn = reading(
      { "compose.yaml": "services: {a: {image: a}}", "over.yaml": "services: [" },
      { files: ["compose.yaml", "over.yaml"] },
    );
    assert.deepEqual([torn.topology, torn.readable], [undefined, undefined]);
  });

  it("hides nothing where it is what a file includes that cannot be read", () => {
    for (const part of [{}, { "part.yaml": "services: [" }, { "part.yaml": "words" }]) {
      const read = reading({
        "compose.yaml":
          "include: [part.yaml]\nservices: {a: {image: a, privileged: true, volumes: ['x9:/x']}}",
        ...part,
      });
      assert.equal(read.topology, undefined);
      assert.deepEqual(
        read.readable?.workloads.map(({ id, privileges }) => [id, privileges.privileged]),
        [["a", true]],
      );
      const places = read.problems.map(({ file, line }) => `${file}:${line}`);
      assert.ok(places.includes("compose.yaml:2"), places.join(", "));
      assert.ok(places.includes("part.yaml" in part ? "part.yaml:1" : "compose.yaml:1"), places.join(", "));
    }
  });
});
