import assert from "node:assert/strict";
import fc from "fast-check";
import { columns, wrap } from "../../../topology/index.ts";

const word = fc.stringMatching(/^[a-z]{1,100}$/);

describe("a sentence that is broken into lines", () => {
  it("keeps its words and their order, in 80 columns but for words that are longer", () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 60 }),
        fc.constantFrom("", "  ", "    "),
        (words, indent) => {
          const lines = wrap(words.join(" "), indent);
          assert.deepEqual(lines.join(" ").trim().split(/ +/), words);
          for (const [index, line] of lines.entries()) {
            assert.ok(line.length <= 80 || line.trim().split(" ").length === 1, line);
            assert.ok(line.startsWith(index === 0 ? indent : `${indent}  `));
          }
        },
      ),
    );
  });

  it("is broken no earlier than it must", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 60 }), words => {
        const lines = wrap(words.join(" "));
        for (const [index, line] of lines.slice(0, -1).entries()) {
          const [next = ""] = lines[index + 1]?.trim().split(" ") ?? [];
          assert.ok(line.length + 1 + next.length > 80);
        }
      }),
    );
  });
});

describe("columns", () => {
  it("begin each at the same place, with no spaces at the ends of lines", () => {
    assert.equal(
      columns([
        ["a", "long one", "x"],
        ["longer", "b"],
        ["c", "", "y"],
      ]),
      "a       long one  x\nlonger  b\nc                 y",
    );
  });
});
