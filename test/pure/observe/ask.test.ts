import assert from "node:assert/strict";
import type { Attempted, Target } from "../../../observe/helper/answers.ts";
import { ask } from "../../../observe/prober/ask.ts";
import type { Attempt } from "../../../observe/prober/plan.ts";

/** A namespace in which some places answer. */
function inside(answers: Readonly<Record<string, Attempted>>) {
  const asked: string[] = [];
  return {
    asked,
    connect: async (targets: readonly Target[]): Promise<Attempted[]> =>
      targets.map(({ host, port }) => {
        asked.push(`${host}:${port}`);
        return answers[`${host}:${port}`] ?? { found: "timeout", took: 100 };
      }),
  };
}

const named: Attempt = { host: "api-11", port: 8080, protocol: "tcp", way: "name", bearers: ["10.88.0.9"] };

describe("asking from a namespace", () => {
  it("takes a name for what it leads to: another who bears it is not the one that is meant", async () => {
    const open = (address: string): Attempted => ({ found: "open", took: 1, addresses: [address] });
    const from = async (address: string) =>
      (await ask(inside({ "api-11:8080": open(address) }), [{ attempts: [named], expected: false }]))[0]?.[0]
        ?.found;
    assert.equal(await from("10.88.0.9"), "open");
    assert.equal(await from("10.88.1.2"), "unresolved");
  });

  it("does not take a gateway that accepts whatever is called for the one behind it", async () => {
    const attempt: Attempt = { host: "10.88.0.9", port: 8080, protocol: "tcp", way: "address", decoy: 1 };
    const open: Attempted = { found: "open", took: 1 };
    const [[found] = []] = await ask(inside({ "10.88.0.9:8080": open, "10.88.0.9:1": open }), [
      { attempts: [attempt], expected: false },
    ]);
    assert.equal(found?.found, "unreachable");
  });

  it("asks once more where silence is not expected, and not where it is", async () => {
    const helper = inside({});
    const attempts = [{ ...named, bearers: [] }];
    await ask(helper, [{ attempts, expected: false }]);
    assert.deepEqual(helper.asked, ["api-11:8080"]);
    await ask(helper, [{ attempts, expected: true }]);
    assert.deepEqual(helper.asked, ["api-11:8080", "api-11:8080", "api-11:8080"]);
  });

  it("asks once more where the machine is slow: others took long to answer, or the waiting itself did", async () => {
    const silent = { ...named, bearers: [] };
    const other: Attempt = { ...silent, host: "api-12" };
    const twice = async (answers: Readonly<Record<string, Attempted>>): Promise<boolean> => {
      const helper = inside(answers);
      await ask(helper, [{ attempts: [silent, other], expected: false }]);
      return helper.asked.filter(host => host === "api-11:8080").length === 2;
    };
    assert.equal(await twice({ "api-12:8080": { found: "refused", took: 2 } }), false);
    assert.equal(await twice({ "api-12:8080": { found: "refused", took: 60 } }), true);
    assert.equal(await twice({ "api-12:8080": { found: "timeout", took: 180 } }), true);
  });
});
