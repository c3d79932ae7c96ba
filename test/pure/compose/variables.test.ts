// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's variables.
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseDotenv } from "../../../topology/readers/compose/variables/dotenv.ts";
import { blank, substitute, TemplateError } from "../../../topology/readers/compose/variables/substitute.ts";

const values: Readonly<Record<string, string>> = { SET: "value", EMPTY: "", OTHER: "o" };
const filled = (text: string): string => substitute(text, name => values[name]).text;

describe("compose: variables", () => {
  for (const [text, expected] of [
    ["a $SET b ${SET}", "a value b value"],
    ["$SET.$OTHER", "value.o"],
    ["$$SET $${SET}", "$SET ${SET}"],
    ["5$ and $5", "5$ and $5"],
    ["${SET:-x} ${EMPTY:-x} ${NONE:-x}", "value x x"],
    ["${SET-x} ${EMPTY-x} ${NONE-x}", "value  x"],
    ["${SET:+x} ${EMPTY:+x} ${NONE:+x}", "x  "],
    ["${SET+x} ${EMPTY+x} ${NONE+x}", "x x "],
    ["${SET:?why} ${EMPTY?why}", "value "],
    ["${NONE:-${EMPTY:-${OTHER}}}", "o"],
    ["${NONE:-a:b?c-d}", "a:b?c-d"],
    ["${NONE:-{}}", "{}"],
    ["${NONE} and ${EMPTY:?set it}", `${blank} and ${blank}`],
  ] as const) {
    it(`fills in ${text}`, () => assert.equal(filled(text), expected));
  }

  it("names what is not set, and what the file says about it", () => {
    const { unset } = substitute("${NONE} ${ALSO:?say $SET} ${SET} ${FINE:-x}", name => values[name]);
    assert.deepEqual(unset, [{ name: "NONE" }, { name: "ALSO", reason: "say value" }]);
  });

  for (const text of [
    "${",
    "${}",
    "${1A}",
    "${SET/a/b}",
    "${SET",
    `${"${A:-".repeat(1000)}x${"}".repeat(1000)}`,
  ]) {
    it(`takes ${text.slice(0, 12)} for no variable`, () => assert.throws(() => filled(text), TemplateError));
  }

  it("leaves texts without a dollar as they are", () => {
    fc.assert(
      fc.property(
        fc.string().filter(text => !text.includes("$")),
        text => assert.equal(filled(text), text),
      ),
    );
  });

  it("gives back what was escaped", () => {
    fc.assert(fc.property(fc.string(), text => assert.equal(filled(text.replaceAll("$", "$$$$")), text)));
  });
});

describe("compose: .env files", () => {
  const read = (text: string): Record<string, string> => {
    const found = parseDotenv(text, name => values[name]);
    assert.ok("variables" in found, "it can be read");
    return Object.fromEntries(found.variables);
  };

  it("reads names and values, quoted and not", () => {
    const text = [
      "# a comment",
      "PLAIN=a value  # said",
      "NOT=a#comment",
      "  export SPACED = x",
      "YAML: style",
      "EMPTY=",
      'DOUBLE="a\\tb\\"c" # said',
      "SINGLE='${SET} \\n'",
      'LINES="one\ntwo"',
      "WINDOWS=x\r",
    ].join("\n");
    assert.deepEqual(read(text), {
      PLAIN: "a value",
      NOT: "a#comment",
      SPACED: "x",
      YAML: "style",
      EMPTY: "",
      DOUBLE: 'a\tb"c',
      SINGLE: "${SET} \\n",
      LINES: "one\ntwo",
      WINDOWS: "x",
    });
  });

  it("fills in variables of the reader before its own", () => {
    assert.deepEqual(read('A=1\nB=${A}${SET}\nSET=mine\nC="$SET \\$A"'), {
      A: "1",
      B: "1value",
      SET: "mine",
      C: "value $A",
    });
  });

  it("takes a name alone from the reader", () => assert.deepEqual(read("SET\nNONE\n"), { SET: "value" }));

  for (const [text, offset] of [
    ["A=1\nnot a name=2", 4],
    ["A='never closed\n", 2],
    ["A=1\nB=${", 6],
  ] as const) {
    it(`says where ${JSON.stringify(text)} goes wrong`, () => {
      const found = parseDotenv(text, () => undefined);
      assert.ok("message" in found);
      assert.equal(found.offset >= offset, true, `${found.offset}`);
    });
  }
});
