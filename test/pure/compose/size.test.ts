import assert from "node:assert/strict";
import { reachGroups } from "../../../topology/index.ts";
import { problems, topologyOf } from "./reading.ts";

function project(services: number): string {
  const all = Array.from({ length: services }, (_, index) => [
    `s${index}`,
    { image: "acme/app:1", expose: [80] },
  ]);
  return JSON.stringify({ services: Object.fromEntries(all) });
}

describe("compose: projects of many services", function () {
  this.timeout(60_000);

  it("are read, and told in one group where all are alike", () => {
    const topology = topologyOf(project(4000));
    assert.equal(topology.workloads.length, 4000);
    const { groups } = reachGroups(topology);
    assert.deepEqual(
      groups.map(({ members }) => members.length).filter(count => count > 1),
      [4000],
    );
  });

  it("are refused where no file is that long, at the service that is too many", () => {
    const [first, ...more] = problems(project(10_001));
    assert.match(first ?? "", /^compose\.yaml:1:\d+ services has over 10000 entries\. Split the file\.$/);
    assert.deepEqual(more, []);
  });
});
