import assert from "node:assert/strict";
import { statusRows, statusTable } from "../../../cli/daily/status.ts";
import { rowsOfTasks } from "../../../cli/daily/tasks.ts";
import type { ServiceInspect, SwarmReading, Task } from "../../../engine/index.ts";
import { emptyTopology, plainWorkload } from "../../../topology/index.ts";

const now = new Date("2026-11-29T10:10:00Z");

function service(workload: string, of = "shop/dev", more: Partial<ServiceInspect> = {}): ServiceInspect {
  return {
    ID: `id-${workload}`,
    Version: { Index: 1 },
    Spec: {
      Name: `${workload}-1a`,
      Labels: { "bulkhead.stack": of, "bulkhead.workload": workload, "bulkhead.tier": workload },
      TaskTemplate: { ContainerSpec: { Image: "app:1" } },
    },
    ...more,
  };
}

function task(workload: string, Slot: number, State: string, more: Partial<Task> = {}): Task {
  return {
    ID: `t${Slot}`,
    ServiceID: `id-${workload}`,
    Slot,
    NodeID: `n${Slot}`,
    CreatedAt: "2026-11-29T10:00:00Z",
    DesiredState: "running",
    Spec: { ContainerSpec: { Image: "app:1" } },
    Status: { State, Timestamp: "2026-11-29T10:05:00Z" },
    ...more,
  };
}

const swarm: SwarmReading = {
  services: [
    service("web", "shop/dev", { Endpoint: { Ports: [{ TargetPort: 80, PublishedPort: 8080 }] } }),
    service("app"),
    service("other", "mail/dev"),
  ],
  tasks: [
    task("web", 1, "running"),
    task("app", 1, "running"),
    task("app", 2, "rejected", {
      DesiredState: "shutdown",
      Status: { State: "rejected", Err: "No such image: app:1" },
    }),
    { ...task("app", 2, "pending", { CreatedAt: "2026-11-29T10:01:00Z" }), ID: "again" },
    task("other", 1, "running"),
  ],
  nodes: ["n1", "n2"].map((ID, index) => ({
    ID,
    Description: { Hostname: `node${index + 1}` },
    Spec: { Role: "worker", Availability: "active" },
    Status: { State: "ready" },
  })),
};

describe("the status of a stack on a Swarm", () => {
  const rows = rowsOfTasks(swarm, { label: "shop/dev" });

  it("has a row for each replica, whichever node it is on, and none of others' stacks", () => {
    assert.deepEqual(
      rows.map(({ workload, replica, node, state, well, restarts }) => [
        `${workload}/${replica}`,
        node,
        state,
        well,
        restarts,
      ]),
      [
        ["web/1", "node1", "running", true, 0],
        ["app/1", "node1", "running", true, 0],
        ["app/2", "node2", "pending", false, 1],
      ],
    );
  });

  it("misses what the stack declares and no task stands for", () => {
    const declared = {
      ...emptyTopology("shop/dev"),
      workloads: [{ ...plainWorkload("app"), kind: "service" as const, replicas: 3 }],
    };
    const all = statusRows([], declared, new Map(), rows);
    assert.deepEqual(
      all.map(({ workload, replica, state }) => `${workload}/${replica} ${state}`),
      ["app/1 running", "app/2 pending", "app/3 missing", "web/1 running"],
    );
  });

  it("is drawn with the nodes, and with where ports are open", () => {
    assert.equal(
      statusTable(statusRows([], undefined, new Map(), rows), now),
      [
        "WORKLOAD  NODE   STATE    SINCE  RESTARTS  PUBLISHED                    CONTAINER",
        "app/1     node1  running  5 min  0         -                            app-1a.1.t1",
        "app/2     node2  pending  5 min  1         -                            app-1a.2.again",
        "web       node1  running  5 min  0         every node 0.0.0.0:8080->80  web-1a.1.t1",
      ].join("\n"),
    );
  });
});
