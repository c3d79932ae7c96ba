import assert from "node:assert/strict";
import { Container } from "@pulumi/docker";
import { Database, MultiTierApp, type MultiTierAppArgs, Segment, Workload } from "../../components/index.ts";
import { reach, readResources, type Topology } from "../../topology/index.ts";
import { record } from "../harness/recorder.ts";
import { stackOf } from "../harness/shownStack.ts";
import { asDeclared, held } from "../harness/standing.ts";

const app: MultiTierAppArgs<"web" | "app" | "db"> = {
  tiers: {
    web: { kind: "proxy", image: "haproxy:3", routes: [{ to: "app" }], publish: { hostPort: 8080 } },
    app: {
      image: "acme/shop:1",
      replicas: 2,
      ports: [8080],
      listenVariable: "LISTEN",
      link: ["db"],
      egress: true,
    },
    db: { kind: "database", image: "postgres:16", password: "canary" },
  },
};

/** What is reachable, and why, without the order of causes that names decide. */
const essence = (topology: Topology) => reach(topology, { denied: "all" }).edges;

describe("registration: a stack read back from its resources", () => {
  it("is what its components registered, in an update and in a preview", async () => {
    for (const preview of [false, true]) {
      const recording = await record(() => new MultiTierApp("shop", app), { preview });
      const topology = readResources("recorded", stackOf(recording));
      assert.deepEqual(essence(topology), essence(recording.topology));
      assert.deepEqual(held(topology), { ...asDeclared, hostOpen: ["shop-app", "shop-web"] });
      assert.deepEqual(
        topology.workloads.map(({ id, tier, replicas }) => ({ id, tier, replicas })),
        recording.topology.workloads.map(({ id, tier, replicas }) => ({ id, tier, replicas })),
      );
      for (const workload of topology.workloads) {
        const registered = recording.topology.workloads.find(({ id }) => id === workload.id);
        assert.deepEqual(workload.privileges, registered?.privileges);
        assert.deepEqual(workload.unknowns, undefined, workload.id);
      }
    }
  });

  it("keeps no secret, and knows volumes by their resources", async () => {
    const recording = await record(
      () => new Database("db", { image: "postgres:16", password: "canary", segments: [new Segment("data")] }),
    );
    const topology = readResources("recorded", stackOf(recording));
    assert.doesNotMatch(JSON.stringify(topology), /canary/);
    const [volume] = topology.volumes;
    assert.ok(volume);
    assert.ok(topology.workloads[0]?.mounts.some(({ from }) => from === volume.id));
  });

  it("sees what a transform made of a container or a network, past what the component believes", async () => {
    const recording = await record(() => {
      const data = new Segment("data", { transform: args => ({ ...args, internal: false }) });
      return new Workload("web", {
        image: "acme/web:1",
        replicas: 2,
        segments: [data],
        transform: (args, replica) =>
          replica === 1
            ? args
            : {
                ...args,
                privileged: true,
                ports: [{ internal: 80, external: 80, ip: "0.0.0.0" }],
                volumes: [{ hostPath: "/var/run/docker.sock", containerPath: "/docker.sock" }],
              },
      });
    });
    assert.equal(recording.topology.workloads[0]?.privileges.privileged, false);
    const topology = readResources("recorded", stackOf(recording));
    const [web] = topology.workloads;
    assert.equal(web?.privileges.privileged, true);
    assert.ok(web?.mounts.some(({ from }) => from === "/var/run/docker.sock"));
    assert.deepEqual(web?.published, [{ address: "0.0.0.0", hostPort: 80, port: 80, protocol: "tcp" }]);
    assert.equal(topology.networks.find(({ id }) => id === "data")?.internal, false);
  });

  it("has raw containers beside components, on the networks they really share", async () => {
    const recording = await record(() => {
      const data = new Segment("data");
      new Workload("api", { image: "acme/api:1", ports: [80], segments: [data] });
      return new Container("intruder", {
        image: "acme/any:1",
        networksAdvanced: [{ name: data.networkName }],
      });
    });
    const edges = reach(readResources("recorded", stackOf(recording))).edges;
    const found = edges.filter(({ from, verdict }) => from === "intruder" && verdict === "allowed");
    assert.deepEqual(
      found.map(({ to, port, via }) => [to, port, via[0]?.name]),
      [["api", 80, "data"]],
    );
  });
});
