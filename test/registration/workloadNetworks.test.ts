import assert from "node:assert/strict";
import { Segment, Workload, type WorkloadArgs } from "../../components/index.ts";
import { flowKey, reach, reachTable } from "../../topology/index.ts";
import { at, type Recording, record } from "../harness/recorder.ts";
import { asDeclared, held } from "../harness/standing.ts";

const image = "acme/api:1";

/** A workload alone in its program. */
function alone(args: Partial<WorkloadArgs>): Promise<Recording<Workload>> {
  return record(() => new Workload("api", { image, ...args }));
}

function flowsOf({ topology }: Recording<unknown>): string[] {
  return topology.flows.map(flowKey);
}

describe("registration: Workload, networks and ports", () => {
  it("is on no network unless told otherwise, and says so in a way the engine keeps", async () => {
    const recording = await alone({});
    const inputs = recording.one("Container", "api1").inputs;
    assert.deepEqual(inputs["networksAdvanced"], []);
    assert.equal(inputs["networkMode"], "none");
    assert.deepEqual(recording.names("Network"), []);
    assert.deepEqual(recording.topology.workloads[0]?.attachments, []);
  });

  it("has its names where it serves, and none where it only calls", async () => {
    const recording = await record(() => {
      const [front, back] = [new Segment("front"), new Segment("back")];
      const segments = [
        { segment: front, aliases: ["www"] },
        { segment: back, serves: false },
      ];
      return new Workload("api", { image, hostname: "backend", replicas: 2, segments });
    });
    for (const replica of [1, 2]) {
      const inputs = recording.one("Container", `api${replica}`).inputs;
      assert.deepEqual(inputs["networksAdvanced"], [
        { name: "back-5e1f2a3", aliases: [] },
        { name: "front-5e1f2a3", aliases: ["backend", "www", `backend${replica}`] },
      ]);
      assert.equal(inputs["networkMode"], undefined);
    }
    assert.deepEqual(recording.topology.workloads[0]?.attachments, [
      { network: "back", aliases: [] },
      { network: "front", aliases: ["backend", "www"] },
    ]);
  });

  it("takes a bare Segment for one that it serves on", async () => {
    const recording = await record(() => new Workload("api", { image, segments: [new Segment("front")] }));
    assert.deepEqual(at(recording.one("Container", "api1").inputs, "networksAdvanced", 0, "aliases"), [
      "api",
      "api1",
    ]);
  });

  it("publishes at loopback, on a segment of its own that is no way out", async () => {
    const recording = await alone({
      ports: [8080],
      publish: [{ port: 8080 }],
      labels: { team: "a" },
      app: "shop",
    });
    const inputs = recording.one("Container", "api1").inputs;
    assert.deepEqual(inputs["ports"], [{ internal: 8080, ip: "127.0.0.1", protocol: "tcp" }]);
    assert.deepEqual(inputs["networksAdvanced"], [{ name: "api-outer-5e1f2a3", aliases: ["api", "api1"] }]);
    assert.equal(recording.one("Segment", "api-outer").parent, "api");
    const [network] = recording.topology.networks;
    assert.deepEqual([network?.internal, network?.masquerade], [false, false]);
    assert.deepEqual(network?.labels, { team: "a", "bulkhead.app": "shop" });
  });

  it("publishes ports in the order in which they are read back", async () => {
    const ports = [9090, { port: 53, protocol: "udp" }, 8080] as const;
    const publish = [
      { port: 9090 },
      { port: 8080, hostPort: 80, address: "0.0.0.0" },
      { port: 53, protocol: "udp" },
    ] as const;
    const recording = await alone({ ports, publish });
    assert.deepEqual(recording.one("Container", "api1").inputs["ports"], [
      { internal: 53, ip: "127.0.0.1", protocol: "udp" },
      { internal: 8080, external: 80, ip: "0.0.0.0", protocol: "tcp" },
      { internal: 9090, ip: "127.0.0.1", protocol: "tcp" },
    ]);
  });

  it("declares published ports as calls from the host, and from outside where they are open to it", async () => {
    const local = await alone({ ports: [80], publish: [{ port: 80 }] });
    const open = await alone({ ports: [80], publish: [{ port: 80, address: "0.0.0.0" }] });
    assert.deepEqual(flowsOf(local), ["host api 80/tcp"]);
    assert.deepEqual(flowsOf(open), ["host api 80/tcp", "outside api 80/tcp"]);
  });

  it("gives names it cannot resolve up after a second, except where there is a way out", async () => {
    const options = async (args: Partial<WorkloadArgs>) =>
      (await alone(args)).one("Container", "api1").inputs["dnsOpts"];
    assert.deepEqual(await options({}), ["timeout:1", "attempts:1"]);
    assert.deepEqual(await options({ ports: [80], publish: [{ port: 80 }] }), ["timeout:1", "attempts:1"]);
    assert.equal(await options({ egress: true }), undefined);
    const given = await record(() => {
      const segments = [new Segment("out", { kind: "egress" })];
      return new Workload("api", { image, segments });
    });
    assert.equal(given.one("Container", "api1").inputs["dnsOpts"], undefined);
  });

  it("goes out and publishes over one segment, since two would make its gateway a matter of chance", async () => {
    const recording = await alone({ ports: [80], publish: [{ port: 80 }], egress: true });
    assert.deepEqual(recording.names("Network"), ["api-outer"]);
    assert.deepEqual(
      [recording.topology.networks[0]?.internal, recording.topology.networks[0]?.masquerade],
      [false, true],
    );
  });

  it("goes out and publishes over a segment it is given, where that leads there", async () => {
    const recording = await record(() => {
      const segments = [new Segment("out", { kind: "egress" })];
      new Workload("api", { image, segments, egress: true, ports: [80], publish: [{ port: 80 }] });
    });
    assert.deepEqual(recording.names("Network"), ["out"]);
    assert.deepEqual(held(recording.topology), { ...asDeclared, hostOpen: ["api"] });
  });

  it("has what its segments are for declared; that a way out opens the host is told as a level of its own", async () => {
    const kinds = [
      [{ kind: "egress" }, { ...asDeclared, hostOpen: ["api"] }],
      // Nothing is published over it: then nothing asks for the host's address, and it can be taken off.
      [{ kind: "publish" }, { ...asDeclared, excess: ["api host any/tcp"] }],
      [{ hostAddress: true }, asDeclared],
      [{}, asDeclared],
    ] as const;
    for (const [kind, expected] of kinds) {
      const recording = await record(() => {
        const segment = new Segment("segment", kind);
        return new Workload("api", { image, ports: [80, 81], segments: [segment] });
      });
      assert.deepEqual(held(recording.topology), expected, JSON.stringify(kind));
    }
  });

  it("does not declare the host open where it publishes or goes out: nobody asked for that", async () => {
    for (const args of [{ ports: [80], publish: [{ port: 80 }] }, { egress: true }] as const) {
      const { topology } = await alone(args);
      const edge = reach(topology).edges.find(({ from, to }) => from === "api" && to === "host");
      assert.deepEqual(
        [edge?.verdict, edge?.declared, edge?.acknowledged],
        ["allowed", false, "host-open"],
        JSON.stringify(args),
      );
      assert.match(edge?.via[0]?.remedy ?? "", /the host's firewall, or publish by a OneWayLink/);
      assert.match(
        reachTable(reach(topology)),
        /api +=> +host +any port +EXCESS, host-open[\s\S]*but for 1 host-open\.\nhost-open: api can call any port of the host\./,
      );
    }
  });

  it("has the host declared where it is given an address of it, and no level of its own then", async () => {
    const { topology } = await record(() => {
      const segments = [new Segment("tools", { hostAddress: true })];
      return new Workload("api", { image, ports: [80], publish: [{ port: 80 }], segments });
    });
    assert.ok(topology.flows.map(flowKey).includes("api host any/tcp"));
    assert.deepEqual(held(topology), asDeclared);
  });

  it("is told the one address where one calls it, and adds loopback where its check asks there", async () => {
    const recording = await record(() => {
      const front = new Segment("front");
      const listenVariable = { variable: "LISTEN", loopback: true };
      new Workload("api", { image, ports: [80], listenVariable: "LISTEN", segments: [front] });
      new Workload("checked", { image, ports: [80, 81], listenVariable, segments: [front], init: true });
      return new Workload("alone", { image, ports: [80], listenVariable: "LISTEN" });
    });
    const envs = (name: string) => recording.one("Container", name).inputs["envs"];
    assert.deepEqual(envs("api1"), ["LISTEN=api1.front-5e1f2a3:80"]);
    assert.deepEqual(envs("checked1"), [
      "LISTEN=checked1.front-5e1f2a3:80,checked1.front-5e1f2a3:81,127.0.0.1:80,127.0.0.1:81",
    ]);
    assert.deepEqual(envs("alone1"), ["LISTEN=127.0.0.1:80"]);
    assert.equal(recording.one("Container", "checked1").inputs["init"], true);
    assert.equal(recording.one("Container", "api1").inputs["init"], undefined);
  });

  it("is told by variable where to listen: by its replica's name on each segment that calls it", async () => {
    const recording = await record(() => {
      const [front, side, back] = [new Segment("front"), new Segment("side"), new Segment("back")];
      const segments = [front, { segment: side, ports: [81] }, { segment: back, serves: false }];
      return new Workload("api", { image, ports: [80, 81], replicas: 2, listenVariable: "LISTEN", segments });
    });
    assert.deepEqual(recording.one("Container", "api2").inputs["envs"], [
      "LISTEN=api2.front-5e1f2a3:80,api2.front-5e1f2a3:81,api2.side-5e1f2a3:81",
    ]);
    assert.deepEqual(recording.topology.workloads[0]?.ports, [
      { port: 80, protocol: "tcp", on: ["front"] },
      { port: 81, protocol: "tcp", on: ["front", "side"] },
    ]);
  });
});
