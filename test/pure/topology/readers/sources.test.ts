import assert from "node:assert/strict";
import { readDeployment, readPreview } from "../../../../topology/index.ts";
import { container, network, urnOf } from "./stack.ts";

const backend = network("backend", { name: "backend-1a", internal: true });
const web = container("web", { networksAdvanced: [{ name: "backend-1a" }] });
const segment = {
  urn: urnOf("bulkhead:index:Segment", "data"),
  type: "bulkhead:index:Segment",
  outputs: { topology: { networks: [{ id: "data", internal: true }] } },
};

describe("topology: the state of a stack", () => {
  it("is read from an export and from a state file alike, without what is about to be deleted", () => {
    const resources = [backend, web, segment, { ...container("old", {}), delete: true }, null, { type: "x" }];
    for (const exported of [{ deployment: { resources } }, { checkpoint: { latest: { resources } } }]) {
      const topology = readDeployment("dev", exported);
      assert.equal(topology.name, "dev");
      assert.deepEqual(
        topology.workloads.map(({ id, attachments }) => [id, attachments[0]?.network]),
        [["web", "backend"]],
      );
      // A field an older version never wrote is as if nobody had said anything.
      assert.deepEqual(
        topology.networks.map(({ id, internal, driver }) => [id, internal, driver]),
        [
          ["backend", true, "bridge"],
          ["data", true, "bridge"],
        ],
      );
    }
  });

  it("is empty before anything is deployed, and refused where it is no state", () => {
    assert.deepEqual(readDeployment("dev", { deployment: {} }).workloads, []);
    assert.throws(
      () => readDeployment("x.json", { services: {} }),
      /x\.json is neither the export of a stack/,
    );
    assert.throws(() => readDeployment("x.json", 7), /has no deployment in it/);
  });
});

describe("topology: a state whose last update has not come to its end", () => {
  const unfinished = (resources: readonly object[], pending: readonly object[] = []) =>
    readDeployment("dev", { deployment: { resources, pending_operations: pending } }).unfinished;
  const undeclared = ["a", "b", "c", "d", "e"].map(name => ({
    urn: urnOf("bulkhead:index:Workload", name),
    type: "bulkhead:index:Workload",
  }));

  it("says nothing of one that did, and of one of nothing", () => {
    assert.equal(unfinished([backend, { ...web, initErrors: [] }, segment]), undefined);
    assert.equal(unfinished([]), undefined);
  });

  const signs: readonly (readonly [string, readonly object[], readonly object[], readonly string[]])[] = [
    [
      "a component without its declaration",
      undeclared.slice(0, 1),
      [],
      ["nothing says what is declared by Workload a"],
    ],
    [
      "many of them",
      undeclared,
      [],
      ["nothing says what is declared by Workload a, Workload b, Workload c and 2 more"],
    ],
    [
      "a resource that failed",
      [{ ...web, initErrors: ["it ended"] }],
      [],
      ["something failed in Container web"],
    ],
    [
      "one deleted to be made anew",
      [{ ...web, pendingReplacement: true }],
      [],
      ["it remains to make anew Container web"],
    ],
    ["one that waits to be deleted", [{ ...web, delete: true }], [], ["it remains to delete Container web"]],
    [
      "an operation that had begun",
      [web],
      [{ type: "updating", resource: web }],
      ["nobody knows what became of Container web"],
    ],
    [
      "several of these",
      [{ ...web, initErrors: ["it ended"] }, ...undeclared.slice(3)],
      [],
      ["nothing says what is declared by Workload d and Workload e", "something failed in Container web"],
    ],
  ];
  for (const [what, resources, pending, clauses] of signs) {
    it(`is known by ${what}`, () => assert.deepEqual(unfinished(resources, pending), clauses));
  }

  it("is not known by a creation that had begun, which Pulumi keeps past later runs, nor by junk", () => {
    assert.equal(unfinished([web], [{ type: "creating", resource: web }]), undefined);
    assert.equal(unfinished([web], [{ type: "updating" }, { resource: 7 }]), undefined);
  });
});

describe("topology: a preview", () => {
  const step = (kind: string, op: string, state: object) => ({ [kind]: { metadata: { op, new: state } } });

  it("is read from the last that its events say of each resource", () => {
    const topology = readPreview("dev", [
      { preludeEvent: { config: {} } },
      step("resourcePreEvent", "create", { ...segment, outputs: undefined }),
      step("resourcePreEvent", "update", container("web", { privileged: false })),
      step("resourcePreEvent", "same", backend),
      step("resOutputsEvent", "update", container("web", { privileged: true })),
      step("resOutputsEvent", "create", segment),
      step("resourcePreEvent", "delete-replaced", container("web", { privileged: false })),
      step("resourcePreEvent", "delete", container("old", {})),
      { diagnosticEvent: { message: "hello" } },
      "not an event",
    ]);
    assert.deepEqual(
      topology.workloads.map(({ id, privileges }) => [id, privileges.privileged]),
      [["web", true]],
    );
    assert.deepEqual(
      topology.networks.map(({ id }) => id),
      ["backend", "bridge", "data"],
    );
  });
});
