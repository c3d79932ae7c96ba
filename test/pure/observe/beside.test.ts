import assert from "node:assert/strict";
import type { Attempted, Greeting } from "../../../observe/helper/answers.ts";
import { askNamed, judgeNamed } from "../../../observe/prober/named.ts";
import { emptyTopology, type Flow, outsideNamed } from "../../../topology/index.ts";

const flow = (block: string, port = 5432): Flow => ({
  from: "ledger",
  to: outsideNamed(block),
  port,
  protocol: "tcp",
  via: "relay",
});

/** What is called beside what blocks a workload lists, and what verify says where all of it answers in one way. */
async function beside(flows: readonly Flow[], found: Attempted["found"]) {
  const topology = { ...emptyTopology("dev"), flows };
  const called: Greeting[] = [];
  const greet = async (targets: readonly Greeting[]): Promise<Attempted[]> => {
    called.push(...targets);
    return targets.map(() => ({ found, took: 1 }));
  };
  const resident = { workload: "ledger", stranger: false, inHost: false };
  const tried = await askNamed([resident], { greet }, topology);
  return { called: called.map(({ host, port }) => `${host}:${port}`), said: judgeNamed(topology, tried) };
}

describe("observe: what is called beside a block", () => {
  it("is an address that nobody lists, once for each port", async () => {
    const flows = [flow("192.0.2.0/24"), flow("203.0.113.0/24"), flow("203.0.113.0/24", 6432)];
    const { called, said } = await beside(flows, "refused");
    assert.deepEqual(called, ["198.51.100.1:5432", "198.51.100.1:6432"]);
    assert.deepEqual(said, []);
  });

  it("is told where it answers", async () => {
    const { said } = await beside([flow("203.0.113.0/24")], "open");
    assert.deepEqual(
      said.map(({ to, verdict, cause }) => [to, verdict, cause]),
      [
        [
          "outside 192.0.2.1:5432",
          "excess",
          "the relay of ledger passes on what is for 192.0.2.1, which nobody lists",
        ],
      ],
    );
  });

  it("is nobody where all is listed, nor for what goes by its name", async () => {
    assert.deepEqual((await beside([flow("0.0.0.0/0")], "open")).called, []);
    assert.deepEqual((await beside([{ ...flow("203.0.113.0/24"), speaks: "tls" }], "open")).called, []);
  });
});
