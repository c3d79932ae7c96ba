import assert from "node:assert/strict";
import { z } from "zod";
import { exactly, inputString } from "../../../components/check/schemas.ts";
import { wellFormed } from "../../../components/check/wellFormed.ts";

const entry = exactly({ at: z.string(), content: inputString, mode: z.int().optional() });
const schema = exactly({
  name: z.string(),
  entries: z.array(z.union([z.number(), entry])).optional(),
  byName: z.record(z.string().regex(/^[a-z]+$/), z.number()).optional(),
  inner: exactly({ size: z.int().optional(), unit: z.string() }).optional(),
});

describe("pure: what is well-formed in some arguments", () => {
  it("is all of them where nothing is wrong, and the same object", () => {
    const args = { name: "a", entries: [1, { at: "/", content: "" }] };
    assert.equal(wellFormed(schema, args), args);
  });

  it("leaves gaps in a list, and what it was made from as it was", () => {
    const args = {
      name: "a",
      entries: ["x", 1, { at: 5, content: "" }, { at: "/", content: 5, mode: "x" }, {}],
    };
    const before = structuredClone(args);
    const { entries = [] } = wellFormed(schema, args);
    assert.deepEqual(
      entries.flatMap((one, index) => [[index, one]]),
      [
        [1, 1],
        // Of an input's text only that there is one matters to any check.
        [3, { at: "/", content: "" }],
      ],
    );
    assert.deepEqual(args, before);
  });

  it("is nothing of what cannot be without something that is malformed, but the arguments themselves", () => {
    assert.deepEqual(wellFormed<object>(schema, { inner: { size: 5, unit: 7 }, other: 1 }), {});
    assert.deepEqual(wellFormed<object>(schema, { name: 7, inner: { size: "x", unit: "m", more: 1 } }), {
      inner: { unit: "m" },
    });
    assert.deepEqual(wellFormed<object>(schema, { name: "a", byName: { a: 1, B: 2, c: "x" } }), {
      name: "a",
      byName: { a: 1 },
    });
  });

  it("is nothing of what is no object", () => {
    for (const args of [undefined, null, 5, "text", [1]])
      assert.deepEqual(wellFormed<unknown>(schema, args), {});
  });
});
