import assert from "node:assert/strict";
import { verifyJunit } from "../../../cli/junit/verification.ts";
import { type Verification, verifyTable } from "../../../observe/index.ts";
import { plain } from "../../../observe/text/plain.ts";
import { tableText } from "../../../observe/text/table.ts";

const escape = String.fromCharCode(27);
const hostile = `${escape}]0;owned${escape}[2J<script>alert(1)</script>`;
const found: Verification = {
  version: 1,
  name: hostile,
  probes: [
    {
      from: hostile,
      to: "b",
      port: 80,
      protocol: "tcp",
      declared: false,
      found: "open",
      control: true,
      verdict: "excess",
      cause: hostile,
      remedy: "Take it off.",
    },
  ],
  changes: [{ kind: "stranger", subject: hostile, cause: hostile, remedy: hostile, matters: true }],
};

describe("texts that others wrote", () => {
  it("steer no terminal: control characters and marks of direction are written out", () => {
    assert.equal(plain(`a${escape}[31mb\u202ec\nd`), "a\\u001b[31mb\\u202ec\\u000ad");
    assert.equal(plain("zażółć 名前 ünï"), "zażółć 名前 ünï");
    assert.ok(!verifyTable(found).includes(escape));
  });

  it("are no markup in XML", () => {
    const xml = verifyJunit(found);
    assert.ok(!xml.includes("<script>") && !xml.includes(escape), xml);
    assert.match(xml, /tests="2" failures="2" errors="0"/);
  });
});

describe("a table", () => {
  it("has a line for each row where that fits 80 columns", () => {
    assert.equal(
      tableText([
        ["a", "=>", "bb"],
        ["aaa", "=>", "b"],
      ]),
      "a    =>  bb\naaa  =>  b",
    );
  });

  it("puts what does not fit below, cuts nothing off, and is never wider than asked", () => {
    const long = "n".repeat(60);
    const text = tableText([[long, "=>", `${long}x`, "tcp 80", "declared", "open", "ok"]]);
    assert.equal(text, `${long}  =>\n  ${long}x  tcp 80\n  declared  open  ok`);
  });
});
