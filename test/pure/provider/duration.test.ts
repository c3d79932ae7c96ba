import assert from "node:assert/strict";
import fc from "fast-check";
import { formatDuration, parseDuration } from "../../../provider/tables/duration.ts";

describe("provider: durations, as Go has them", () => {
  const written: Readonly<Record<string, number>> = {
    "0": 0,
    "+0": 0,
    "-0": 0,
    "0s": 0,
    "5s": 5e9,
    "+5s": 5e9,
    "-5s": -5e9,
    "1478s": 1478e9,
    "5.0s": 5e9,
    "5.6s": 5.6e9,
    "5.s": 5e9,
    ".5s": 0.5e9,
    "1.004s": 1.004e9,
    "1.0040s": 1.004e9,
    "100.00100s": 100.001e9,
    "10ns": 10,
    "11us": 11e3,
    "12\u00b5s": 12e3,
    "12\u03bcs": 12e3,
    "13ms": 13e6,
    "14s": 14e9,
    "15m": 900e9,
    "16h": 57_600e9,
    "3h30m": 12_600e9,
    "10.5s4m": 250.5e9,
    "1h2m3s4ms5us6ns": 3_723_004_005_006,
    "39h9m14.425s": 140_954.425e9,
    // What is smaller than a nanosecond is cut off.
    "0.9ns": 0,
    "0.3333333333333333333h": 1200e9 - 1,
  };
  for (const [text, nanoseconds] of Object.entries(written)) {
    it(`${text} are ${nanoseconds} ns`, () => {
      const found = parseDuration(text);
      // Go computes the fraction in floating point too; the last digit is nobody's promise.
      assert.ok(
        found !== undefined && Math.abs(found - nanoseconds) <= (text.length > 15 ? 1 : 0),
        String(found),
      );
    });
  }

  for (const text of [
    "",
    "3",
    "-",
    "s",
    ".",
    "-.",
    ".s",
    "+.s",
    "1d",
    "1 s",
    "1s 2s",
    "1e3s",
    "--1s",
    "9999999h",
    "x",
  ]) {
    it(`"${text}" is none`, () => assert.equal(parseDuration(text), undefined));
  }

  const shown: Readonly<Record<string, number>> = {
    "0s": 0,
    "1ns": 1,
    "1.1\u00b5s": 1100,
    "2.2ms": 2_200_000,
    "3.3s": 3.3e9,
    "4m5s": 245e9,
    "4m5.001s": 245.001e9,
    "5h6m7.001s": 18_367.001e9,
    "8m0.000000001s": 480_000_000_001,
    "1h0m0s": 3600e9,
    "1m0s": 60e9,
    "-1.5s": -1.5e9,
  };
  for (const [text, nanoseconds] of Object.entries(shown)) {
    it(`${nanoseconds} ns are shown as ${text}`, () => assert.equal(formatDuration(nanoseconds), text));
  }

  it("survive writing and reading", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), nanoseconds => {
        // A count of nanoseconds this large is not exact in the fraction of a second's last digits.
        const found = parseDuration(formatDuration(nanoseconds)) ?? Number.NaN;
        assert.equal(found, nanoseconds);
      }),
      { numRuns: 2000 },
    );
  });
});
