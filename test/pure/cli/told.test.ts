import assert from "node:assert/strict";
import { text } from "../../../cli/check/formats/text.ts";
import type { Judged } from "../../../cli/check/result.ts";
import type { Finding } from "../../../policies/index.ts";

function finding(file: string, rule: string, evidence: string, message = "It is wrong."): Finding {
  return {
    rule,
    level: "advisory",
    severity: "medium",
    verdict: "violated",
    resource: "workload/web",
    file,
    line: 3,
    evidence,
    message,
    remedy: "Mend it.",
    fingerprint: `${file} ${rule} ${evidence}`,
  };
}

function judged(name: string, ...findings: readonly Finding[]): Judged {
  return { name, file: name, findings, profile: "compose", size: 2, known: 0, errors: [] };
}

describe("what check tells people", () => {
  const lines = (...results: readonly Judged[]): string[] =>
    text(results, { all: false, said: 0 }).split("\n").slice(1);

  it("is what several findings of one service are about, and how many they are", () => {
    const ports = ["80/tcp", "443/tcp"].map(port =>
      finding("a.yaml", "wildcard-publish", port, `Service web publishes ${port}.`),
    );
    assert.deepEqual(lines(judged("a.yaml", ...ports)), [
      "advisory medium wildcard-publish: a.yaml:3 Service web publishes 80/tcp. And 1 more like it. Mend it.",
    ]);
  });

  it("is two services where two files have one of the same name", () => {
    assert.deepEqual(
      lines(
        judged("a.yaml", finding("a.yaml", "privileged", "x")),
        judged("b.yaml", finding("b.yaml", "privileged", "x")),
      ),
      ["advisory medium privileged: 2 services (web at a.yaml:3, web at b.yaml:3). Mend it."],
    );
  });

  it("is what is the file's own before what every container lacks, where both weigh the same", () => {
    const [first, second] = lines(
      judged(
        "a.yaml",
        finding("a.yaml", "net-raw", "x"),
        finding("a.yaml", "publish-without-effect", "ports"),
      ),
    );
    assert.match(first ?? "", /^advisory medium publish-without-effect:/);
    assert.match(second ?? "", /^advisory medium net-raw:/);
  });
});
