import assert from "node:assert/strict";
import type { Instance } from "../../../observe/index.ts";
import { downIn } from "../../../observe/prober/plan.ts";
import { emptyTopology, plainWorkload, type Workload } from "../../../topology/index.ts";

const ours = (id: string, more: Partial<Workload> = {}): Workload => ({
  ...plainWorkload(id),
  labels: { "bulkhead.app": id },
  ...more,
});
const running: Instance = {
  workload: "runs",
  replica: 1,
  id: "1",
  name: "runs1",
  inHost: false,
  addresses: {},
  published: [],
};

describe("workloads of which no container runs", () => {
  it("are those that should run: no job, none of no replicas, none that another than a component made", () => {
    const workloads = [
      ours("runs"),
      ours("down"),
      ours("many", { replicas: { unknown: "it is an output" } }),
      ours("none", { replicas: 0 }),
      ours("ends", { kind: "job" }),
      plainWorkload("raw"),
    ];
    assert.deepEqual(downIn({ ...emptyTopology("dev"), workloads }, [running]), ["down", "many"]);
  });
});
