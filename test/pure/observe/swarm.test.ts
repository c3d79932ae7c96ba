import assert from "node:assert/strict";
import type {
  ContainerSummary,
  NodeInspect,
  ServiceInspect,
  SwarmReading,
  Task,
} from "../../../engine/index.ts";
import { nodeNames, presentTasks } from "../../../engine/index.ts";
import { serviceWorkload } from "../../../observe/live/swarm/service.ts";
import { placesOf } from "../../../observe/prober/look.ts";
import { questionsFrom } from "../../../observe/prober/plan.ts";
import { type Resident, sceneOf } from "../../../observe/prober/scene.ts";
import { mergedScene, ofServices, onNode } from "../../../observe/prober/swarmScene.ts";
import { emptyTopology, plainNetwork, plainWorkload, reach, type Topology } from "../../../topology/index.ts";

const stack = { label: "shop/dev" };
const networks = [
  { Id: "net-id", Name: "net", Ingress: false },
  { Id: "in-id", Name: "ingress", Ingress: true },
];
const segments = new Map([["net", "net"]]);

function node(ID: string, Hostname: string, State = "ready"): NodeInspect {
  return {
    ID,
    Description: { Hostname },
    Spec: { Role: "worker", Availability: "active" },
    Status: { State },
  };
}

function service(name: string, more: Partial<ServiceInspect> = {}): ServiceInspect {
  return {
    ID: `id-${name}`,
    Version: { Index: 1 },
    Spec: {
      Name: `${name}-1a2b`,
      Labels: { "bulkhead.stack": "shop/dev", "bulkhead.workload": name },
      TaskTemplate: { ContainerSpec: { Image: "app:1" }, Networks: [{ Target: "net-id", Aliases: [name] }] },
      Mode: { Replicated: { Replicas: 2 } },
    },
    ...more,
  };
}

function task(name: string, Slot: number, NodeID: string, more: Partial<Task> = {}): Task {
  return {
    ID: `task-${name}-${Slot}`,
    ServiceID: `id-${name}`,
    Slot,
    NodeID,
    CreatedAt: "2026-11-29T10:00:00Z",
    DesiredState: "running",
    Spec: { ContainerSpec: { Image: "app:1" } },
    Status: { State: "running", ContainerStatus: { ContainerID: `container-${name}-${Slot}` } },
    NetworksAttachments: [
      { Network: { ID: "net-id", Spec: { Name: "net" } }, Addresses: [`10.1.0.${Slot}/24`] },
    ],
    ...more,
  };
}

function container(name: string, slot: number, address: string): ContainerSummary {
  return {
    Id: `container-${name}-${slot}`,
    Names: [`/${name}-1a2b.${slot}.xyz`],
    Image: "app:1",
    State: "running",
    Status: "Up",
    Created: 0,
    Labels: {
      "bulkhead.workload": name,
      "com.docker.swarm.service.id": `id-${name}`,
      "com.docker.swarm.task.id": `task-${name}-${slot}`,
    },
    Ports: [],
    HostConfig: { NetworkMode: "bridge" },
    NetworkSettings: { Networks: { net: { IPAddress: address } } },
  } as unknown as ContainerSummary;
}

describe("a service of a Swarm, as a workload", () => {
  const surroundings = {
    tasks: [task("web", 1, "n1"), task("web", 2, "n2")],
    networks: new Map(networks.map(({ Id, Name }) => [Id, Name])),
    nodes: nodeNames([node("n1", "node1"), node("n2", "node2")]),
  };
  const published = (mode: string) =>
    service("web", {
      Endpoint: { Ports: [{ TargetPort: 80, PublishedPort: 8080, Protocol: "tcp", PublishMode: mode }] },
    });

  it("stands for its tasks, with what its image says beside what it says itself", () => {
    const image = {
      Env: ["A=1", "B=2"],
      Entrypoint: ["/app"],
      Cmd: ["serve"],
      User: "app",
      ExposedPorts: { "80/tcp": {} },
    };
    const { Spec } = service("web");
    const told = {
      ...service("web"),
      Spec: {
        ...Spec,
        TaskTemplate: {
          ...Spec.TaskTemplate,
          ContainerSpec: {
            ...Spec.TaskTemplate.ContainerSpec,
            Env: ["B=3"],
            Args: ["serve", "--fast"],
            CapabilityDrop: ["ALL"],
            Mounts: [{ Type: "volume", Source: "data", Target: "/data", ReadOnly: true }],
          },
        },
      },
    };
    const read = serviceWorkload(told, { ...surroundings, image });
    assert.deepEqual(
      [
        read.id,
        read.kind,
        read.replicas,
        read.command,
        read.privileges.user,
        read.privileges.capabilitiesDropped,
      ],
      ["web-1a2b", "service", 2, ["/app", "serve", "--fast"], "app", ["ALL"]],
    );
    assert.deepEqual(read.attachments, [{ network: "net", aliases: ["web"] }]);
    assert.deepEqual(
      read.environment.map(({ name, value }) => `${name}=${value}`),
      ["A=1", "B=3"],
    );
    assert.deepEqual(read.ports, [{ port: 80, protocol: "tcp" }]);
    assert.deepEqual(read.mounts, [{ kind: "volume", from: "data", at: "/data", readOnly: true }]);
    assert.deepEqual(read.tasks, [
      { replica: 1, node: "node1", state: "running" },
      { replica: 2, node: "node2", state: "running" },
    ]);
  });

  it("may listen on any port where nobody has its image to look at", () => {
    const read = serviceWorkload(published("ingress"), { ...surroundings, image: undefined });
    assert.match(read.unknowns?.ports ?? "", /image app:1 is not on the engine/);
  });

  it("is told to be open at every node, or at those it runs on", () => {
    const nodes = ["node1", "node2", "node3"].map(id => ({
      id,
      role: "worker" as const,
      availability: "active" as const,
      state: "ready",
      labels: {},
    }));
    const causes = (mode: string): string[] => {
      const workloads = [serviceWorkload(published(mode), { ...surroundings, image: {} })];
      const net = { ...plainNetwork("net"), driver: "overlay", hostAddress: false, encrypted: true };
      const topology: Topology = { ...emptyTopology("swarm"), nodes, workloads, networks: [net] };
      return reach(topology)
        .edges.filter(({ from, verdict }) => from === "outside" && verdict === "allowed")
        .flatMap(({ via }) => via.map(({ detail }) => detail));
    };
    const what = "port 80 of web-1a2b is published at 0.0.0.0:8080";
    assert.deepEqual(causes("ingress"), [`${what} of every node (node1, node2, node3)`]);
    assert.deepEqual(causes("host"), [`${what} of the nodes it runs on (node1, node2)`]);
  });
});

describe("the tasks of a service", () => {
  it("are, for each replica, the newest that is to run; of a job those of its last run", () => {
    const gone = { DesiredState: "shutdown", Status: { State: "running" } };
    const later = { CreatedAt: "2026-11-29T10:05:00Z" };
    const moved = { ...task("web", 1, "n3", later), ID: "moved" };
    const found = presentTasks([task("web", 1, "n2", gone), moved, task("web", 2, "n1")]);
    assert.deepEqual(
      found.map(({ ID }) => ID),
      ["moved", "task-web-2"],
    );
    const first = task("job", 1, "n1", { JobIteration: { Index: 1 } });
    const second = { ...task("job", 1, "n1", { JobIteration: { Index: 2 } }), ID: "second" };
    assert.deepEqual(
      presentTasks([first, second]).map(({ ID }) => ID),
      ["second"],
    );
  });

  it("are on nodes that are called by their host names, or by their ids where two have the same", () => {
    const names = nodeNames([node("a", "one"), node("b", "two"), node("c", "two")]);
    assert.deepEqual([...names.values()].toSorted(), ["b", "c", "one"]);
  });
});

describe("what is looked at on a Swarm", () => {
  const web = service("web", {
    Endpoint: {
      Ports: [{ TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" }],
      VirtualIPs: [
        { NetworkID: "net-id", Addr: "10.1.0.100/24" },
        { NetworkID: "in-id", Addr: "10.0.0.9/24" },
      ],
    },
  });
  const swarm: SwarmReading = {
    services: [web, service("app")],
    tasks: [task("web", 1, "n1"), task("web", 2, "n2"), task("app", 1, "n2"), task("app", 2, "n3")],
    nodes: [node("n1", "node1"), node("n2", "node2"), node("n3", "node3")],
  };
  const scenes = (containers: readonly ContainerSummary[]) =>
    sceneOf(ofServices(containers, swarm), segments, stack);
  const merged = mergedScene(
    [
      scenes([container("web", 1, "10.1.0.1")]),
      onNode(scenes([container("web", 2, "10.1.0.2"), container("app", 1, "10.1.0.3")]), "node2"),
    ],
    swarm,
    { looked: new Set(["n1", "n2"]), stack, networks, segments },
  );
  const names = (all: readonly Resident[]) => all.map(({ workload, replica }) => `${workload}/${replica}`);

  it("are the tasks of the stack on all nodes, whose labels stand at their services", () => {
    assert.deepEqual(names(merged.residents), ["app/1", "app/2", "web/1", "web/2"]);
    assert.deepEqual(merged.strangers, []);
  });

  it("is asked from the hosts and the tasks of those nodes whose engines are named, and from no other", () => {
    assert.deepEqual(
      placesOf(merged).map(({ namespace }) => namespace),
      ["host", "host node2", "container-app-1", "container-web-1", "container-web-2"],
    );
  });

  it("is called at its addresses on all of them, and at those of its service", () => {
    const port = { port: 80, protocol: "tcp" as const };
    const workload = (id: string) => ({ ...plainWorkload(id), kind: "service" as const, ports: [port] });
    const topology: Topology = {
      ...emptyTopology("shop/dev"),
      workloads: [workload("web"), workload("app")],
    };
    const [from] = merged.residents.filter(({ workload }) => workload === "app");
    const ground = { topology, scene: merged, hostAddresses: ["192.0.2.1"] };
    const [asked] = questionsFrom(from, [{ to: workload("web"), ...port }], ground);
    const tried = (asked?.attempts ?? []).map(({ host, port, way }) => `${way} ${host}:${port}`);
    assert.deepEqual(
      [...new Set(tried)],
      [
        "name web:80",
        "address 10.1.0.1:80",
        "address 10.1.0.100:80",
        "address 10.1.0.2:80",
        "published 192.0.2.1:8080",
      ],
    );
    const [back] = questionsFrom(
      merged.residents.find(({ workload }) => workload === "web"),
      [{ to: workload("app"), ...port }],
      ground,
    );
    assert.ok(
      back?.attempts.some(({ host }) => host === "10.1.0.2"),
      "one on a node that is not asked",
    );
  });

  it("is called from each host where its ports are open at every node, and else from those of its tasks", () => {
    const port = { port: 80, protocol: "tcp" as const };
    const workload = { ...plainWorkload("web"), kind: "service" as const, ports: [port] };
    const flow = { from: "host", to: "web", ...port, via: "network" as const };
    const topology: Topology = { ...emptyTopology("shop/dev"), workloads: [workload], flows: [flow] };
    const from = (scene: typeof merged, node?: string) =>
      questionsFrom(undefined, [{ to: workload, ...port }], { topology, scene, node, hostAddresses: [] }).map(
        ({ attempts }) => attempts.length,
      );
    assert.deepEqual([from(merged), from(merged, "node3")], [[2], [2]]);
    const atTasks = {
      ...merged,
      residents: merged.residents.map(one => ({
        ...one,
        published: one.published.map(({ everywhere: _, ...door }) => door),
      })),
    };
    assert.deepEqual([from(atTasks), from(atTasks, "node2"), from(atTasks, "node3")], [[1], [1], []]);
  });
});
