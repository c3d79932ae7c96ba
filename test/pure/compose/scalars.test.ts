import assert from "node:assert/strict";
import { problems, service } from "./reading.ts";

describe("compose: scalars as Compose reads them", () => {
  for (const [written, expected] of [
    ["2024-01-02", "2024-01-02 00:00:00 +0000 UTC"],
    ["2024-1-2T3:4:5.500Z", "2024-01-02 03:04:05.5 +0000 UTC"],
    ["2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.1 -0500 -0500"],
    ["2024-02-30", "2024-02-30"],
    ["1_000", "1000"],
    ["012", "10"],
    ["-012", "-10"],
    ["08", "8"],
    ["0o17", "15"],
    ["0x1F", "31"],
    ["0b11", "3"],
    ["1e3", "1000"],
    ["1e6", "1e+06"],
    ["1e-5", "1e-05"],
    ["0.0001", "0.0001"],
    ["1234567.5", "1.2345675e+06"],
    ["1.50", "1.5"],
    ["5.", "5"],
    ["-0", "-0"],
    ["18446744073709551615", "18446744073709551615"],
    ["18446744073709551616", "1.8446744073709552e+19"],
    ["1:30", "1:30"],
    ["yes", "yes"],
    ["_1", "_1"],
    ["!!str 012", "012"],
    ["'012'", "012"],
    ["True", "true"],
  ] as const) {
    it(`${written} is ${expected} in an environment`, () => {
      assert.equal(service(`environment: {A: ${written}}`).environment[0]?.value, expected);
    });
  }

  it("are no texts where they are dates, and none at all where they are no numbers", () => {
    assert.deepEqual(problems("services: {a: {image: 2024-01-02}}"), [
      "compose.yaml:1:23 services.a.image is a date. Give a text, in quotes if it looks like something else.",
    ]);
    assert.match(problems("services: {a: {image: a, cpus: .nan}}")[0] ?? "", /:1:32 \.nan is no number/);
    assert.match(
      problems("services: {a: {image: a, labels: {012: b}}}")[0] ?? "",
      /:1:35 This key is not a text/,
    );
  });
});
