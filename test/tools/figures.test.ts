import assert from "node:assert/strict";
import { brokenDown, type Figures, failureText, type Part, summary } from "../harness/figures.ts";

const figures = (passed: number, failures: readonly string[] = [], skipped = 0): Figures => ({
  passed,
  failed: failures.length,
  skipped,
  failures,
});
const part = (name: string, of: Figures): Part => ({ name, figures: of, seconds: 61.7 });

describe("the end of a run of tests", () => {
  it("of one part that passes is its figures alone", () => {
    assert.equal(summary([part("No engine", figures(7))]), "7 passed, 0 failed\n");
  });

  it("of several is a line of each, with what failed there, and the sum last", () => {
    const parts = [
      part("No engine", figures(900)),
      part("Engine 20.10.24", figures(300)),
      part("Engine 29.0.0", figures(299, ["the shop is served"])),
    ];
    assert.equal(
      summary(parts),
      `
No engine:       900 passed, 0 failed (62 s)
Engine 20.10.24: 300 passed, 0 failed (62 s)
Engine 29.0.0:   299 passed, 1 failed (62 s)
    ✖ the shop is served

1499 passed, 1 failed
`,
    );
  });

  it("of one that broke down is a failure", () => {
    const text = summary([part("No engine", figures(3)), part("Engine 29.0.0", brokenDown)]);
    assert.match(text, /^ {4}✖ \(it did not come to its end\)$/m);
    assert.match(text, /\n3 passed, 1 failed\n$/);
  });

  it("has what a failure said below its title, cut short in the middle where it is long", () => {
    const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`);
    assert.equal(failureText("it works", "1 !== 2\n"), "it works\n1 !== 2");
    const told = failureText("it works", lines.join("\n")).split("\n");
    assert.deepEqual(told.slice(0, 12), ["it works", ...lines.slice(0, 10), "…"]);
    assert.deepEqual(told.slice(12), lines.slice(20));
    const text = summary([part("Engine 29.0.0", figures(0, ["it works\n1 !== 2"]))]);
    assert.match(text, /^ {4}✖ it works\n {8}1 !== 2$/m);
  });

  it("tells what was skipped", () => {
    assert.equal(summary([part("No engine", figures(1, [], 2))]), "1 passed, 0 failed, 2 skipped\n");
  });
});
