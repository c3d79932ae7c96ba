import assert from "node:assert/strict";
import fc from "fast-check";
import { reach } from "../../../topology/index.ts";
import { runs, topology } from "./arbitraries.ts";
import { answer } from "./oracle.ts";
import { byKey, keyOf, questionsOf } from "./questions.ts";

describe("topology: reach against the oracle", () => {
  it("gives every question the verdict that trying all ways in all worlds gives", () => {
    fc.assert(
      fc.property(topology, asked => {
        for (const edge of reach(asked, { denied: "all" }).edges) {
          assert.equal(edge.verdict, answer(asked, edge), keyOf(edge));
        }
      }),
      runs(400),
    );
  });

  it("leaves out nothing but what is denied", () => {
    fc.assert(
      fc.property(topology, asked => {
        const listed = byKey(reach(asked).edges);
        for (const question of questionsOf(asked)) {
          if (!listed.has(keyOf(question))) assert.equal(answer(asked, question), "denied", keyOf(question));
        }
      }),
      runs(400),
    );
  });

  it("lists every question where all are asked for, and says of each whether somebody declared it", () => {
    fc.assert(
      fc.property(topology, asked => {
        const listed = byKey(reach(asked, { denied: "all" }).edges);
        for (const question of questionsOf(asked)) {
          const declared = asked.flows.some(
            ({ from, to, port, protocol }) =>
              from === question.from &&
              to === question.to &&
              protocol === question.protocol &&
              (port === "any" || port === question.port),
          );
          assert.equal(listed.get(keyOf(question))?.declared, declared, keyOf(question));
        }
      }),
      runs(400),
    );
  });
});
