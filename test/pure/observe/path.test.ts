import assert from "node:assert/strict";
import { XMLParser } from "fast-xml-parser";
import { type PathSample, pathPlot, sparkline } from "../../../observe/index.ts";
import { percentile } from "../../../observe/meters/path.ts";

const sample = (more: Partial<PathSample> = {}): PathSample => ({
  version: 1,
  at: "2026-01-01T00:00:00.000Z",
  from: "a<b>",
  to: "c",
  sent: 50,
  received: 50,
  ...more,
});

describe("what is measured between two workloads", () => {
  it("has percentiles that are values which occurred", () => {
    assert.equal(percentile([1, 2, 3, 4], 50), 2);
    assert.equal(percentile([1, 2, 3, 4], 99), 4);
    assert.equal(percentile([7], 50), 7);
  });

  it("is a row of bars, with a gap where nothing came back", () => {
    assert.equal(sparkline([0, 1, undefined, 2]), "▁▄ █");
    assert.equal(sparkline([0, 0]), "▁▁");
    assert.equal(sparkline([]), "");
  });

  it("is a plot: names are text, lines are broken where all was lost", () => {
    const plot = pathPlot([sample({ p50: 1, p99: 2 }), sample({ received: 0 }), sample({ p50: 1, p99: 2 })]);
    const { svg } = new XMLParser({ ignoreAttributes: false }).parse(plot) as {
      svg: { path: Record<string, string>[] };
    };
    assert.equal(svg.path.length, 2);
    for (const line of svg.path) assert.equal(line["@_d"]?.match(/M/g)?.length, 2);
    assert.ok(!plot.includes("a<b>"));
  });
});
