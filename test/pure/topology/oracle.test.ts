import assert from "node:assert/strict";
import fc from "fast-check";
import { isUnknown, reach, type Topology } from "../../../topology/index.ts";
import { runs, topology } from "./arbitraries.ts";
import { answer, answerBy } from "./oracle.ts";
import { byKey, keyOf, questionsOf } from "./questions.ts";

describe("topology: reach against the oracle", () => {
  it("gives every question the verdict that trying all ways in all worlds gives", () => {
    fc.assert(
      fc.property(topology, asked => {
        const decided = knowsGateways(asked);
        for (const edge of reach(asked, { denied: "all" }).edges) {
          // Which of several networks is the gateway may come to the same for whom it is not known: that is not seen.
          if (edge.verdict === "unknown" && !decided) continue;
          const expected = answer(asked, edge);
          // Nor that of several ways, each of which is not certain, one is always open.
          if (edge.verdict === "unknown" && edge.via.length > 1 && expected === "allowed") continue;
          assert.equal(edge.verdict, expected, keyOf(edge));
        }
      }),
      runs(400),
    );
  });

  it("says of no family what it does not have in some world", () => {
    fc.assert(
      fc.property(topology, asked => {
        for (const edge of reach(asked).edges) {
          if (edge.verdict === "denied" || edge.protocol === "files") continue;
          const { ipv4 = edge.verdict, ipv6 = "denied" } = edge.families ?? {};
          for (const [family, verdict] of [["ipv4", ipv4] as const, ["ipv6", ipv6] as const]) {
            if (verdict === "unknown") continue;
            assert.equal(answerBy(asked, edge, family), verdict, `${keyOf(edge)} by ${family}`);
          }
        }
      }),
      runs(200),
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

/** Whether all is known that says which of a workload's networks is its gateway. */
function knowsGateways({ workloads, networks }: Topology): boolean {
  return workloads.every(({ attachments, published }) => {
    if (attachments.length + published.length < 2) return true;
    return attachments.every(({ network }) => {
      const found = networks.find(({ id }) => id === network);
      const unknown = [found?.internal, found?.ipv4, found?.ipv6].some(isUnknown);
      return found?.driver === "bridge" && !unknown;
    });
  });
}
