import assert from "node:assert/strict";
import { readCompose } from "../../../topology/readers/compose/index.ts";
import { exhausting, type Junk, junk } from "./junk.ts";

/**
 * Seconds of processor time. The YAML parser alone takes one to two for the largest of these on two cores; what grows
 * faster than its input takes minutes.
 */
const bound = 5;

/** Files that ask for much and are all right. */
const fine = new Set(["dollars", "words"]);

describe("compose: junk", function () {
  this.timeout(120_000);

  const read = ({ content }: Junk) => {
    const before = process.cpuUsage();
    const { problems, topology } = readCompose({
      files: ["compose.yaml"],
      environment: {},
      readFile: path => (path === "compose.yaml" ? content : undefined),
    });
    const { user, system } = process.cpuUsage(before);
    return { problems, topology, seconds: (user + system) / 1e6 };
  };

  for (const one of exhausting) {
    it(`${one.name}: is read or refused in time, and refused at a place`, () => {
      const { problems, topology, seconds } = read(one);
      assert.ok(seconds < bound, `${seconds} s`);
      assert.equal(topology !== undefined, fine.has(one.name), problems[0]?.message);
      if (fine.has(one.name)) return;
      const [problem] = problems;
      assert.equal(problem?.file, "compose.yaml");
      assert.ok((problem.line ?? 0) > 0 && (problem.column ?? 0) > 0);
      assert.match(problem.message, /^.+\. [A-Z].+[.?]$/, "one sentence of what, one of what to do");
    });
  }

  it("500 files neither break the reader nor hold it up", () => {
    const seed = Number(process.env["SEED"] ?? 3);
    for (const one of junk(500, seed)) {
      const { problems, topology, seconds } = read(one);
      assert.ok(seconds < bound, `${one.name}: ${seconds} s`);
      assert.equal(topology === undefined, problems.length > 0, one.name);
      for (const { line, message } of problems) {
        assert.ok(message.length < 402 && line !== undefined && line > 0, `${one.name}: ${line} ${message}`);
      }
    }
  });
});
