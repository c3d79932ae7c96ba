import assert from "node:assert/strict";
import { verdictOf } from "../../../cli/verdict.ts";
import type { Probe, Verification } from "../../../observe/index.ts";

const probe = (verdict: Probe["verdict"]): Probe => ({
  ...{ from: "a", to: "b", port: 80, protocol: "tcp" as const, declared: verdict !== "excess" },
  ...{ found: verdict === "missing" ? ("refused" as const) : ("open" as const), control: true, verdict },
});
const tried = (...verdicts: readonly Probe["verdict"][]): Verification => ({
  version: 1,
  name: "shop",
  probes: verdicts.map(probe),
});

describe("the verdict on a stack", () => {
  const cases: readonly (readonly [string, Parameters<typeof verdictOf>[0], number, RegExp])[] = [
    [
      "all is well",
      { excess: 0, missing: 0, tried: tried("ok", "ok") },
      0,
      /^2 connections tried: all as declared\.$/,
    ],
    ["all is well, and nothing was tried", { excess: 0, missing: 0, tried: undefined }, 0, /^$/],
    [
      "computed is more than declared, and what was tried is as declared",
      { excess: 4, missing: 0, tried: tried("ok") },
      1,
      /^Not all is as declared: 4 in excess and 0 missing, as computed above; of the 1 connections tried each came out as declared\.\n`.*bulkhead.* reach --explain` says/,
    ],
    [
      "computed is more than declared, and nothing was tried",
      { excess: 0, missing: 2, tried: undefined },
      1,
      /^Not all is as declared: 0 in excess and 2 missing, as computed above\.\n/,
    ],
    [
      "tried is more than declared",
      { excess: 0, missing: 0, tried: tried("ok", "excess") },
      1,
      /EXCESS[\s\S]*1 excess/,
    ],
    [
      "both are",
      { excess: 1, missing: 0, tried: tried("excess") },
      1,
      /1 connections tried: 1 excess\.\n\nNot all is as declared: 1 in excess/,
    ],
    [
      "it cannot be told by trying",
      { excess: 0, missing: 0, tried: tried("inconclusive") },
      2,
      /inconclusive/,
    ],
    [
      "what is wrong for certain outdoes that",
      { excess: 1, missing: 0, tried: tried("inconclusive") },
      1,
      /inconclusive/,
    ],
  ];
  for (const [what, evidence, status, text] of cases) {
    it(what, () => {
      const verdict = verdictOf(evidence);
      assert.equal(verdict.status, status);
      assert.match(verdict.text, text);
      if (status !== 0) assert.doesNotMatch(verdict.text, /: all as declared/);
    });
  }
});
