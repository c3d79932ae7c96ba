import assert from "node:assert/strict";
import { OneWayLink, type OneWayLinkArgs, Segment, Workload } from "../../components/index.ts";
import { flowKey, reach } from "../../topology/index.ts";
import { at, attempt, type Recording, record } from "../harness/recorder.ts";
import { asDeclared, held } from "../harness/standing.ts";

const image = "haproxy:3.0-alpine";

/** A web server on internal networks alone, and a relay that publishes it. */
function fronted(args: Partial<OneWayLinkArgs> = {}): Promise<Recording<OneWayLink>> {
  return record(() => {
    const web = new Workload("web", { image: "acme/web:1", ports: [80], segments: [new Segment("deep")] });
    return new OneWayLink("front", { to: web, image, publish: ["8080:80"], ...args });
  });
}

describe("registration: OneWayLink that publishes", () => {
  it("publishes by the relay, on a network of its own; what is behind it stays on internal ones", async () => {
    const recording = await fronted();
    assert.deepEqual(recording.one("Container", "front1").inputs["ports"], [
      { internal: 80, external: 8080, ip: "127.0.0.1", protocol: "tcp" },
    ]);
    assert.deepEqual(recording.one("Container", "web1").inputs["ports"], []);
    const outer = recording.topology.networks.filter(({ internal }) => internal === false);
    assert.deepEqual(
      outer.map(({ id }) => id),
      ["front-outer"],
    );
    const web = recording.topology.workloads.find(({ id }) => id === "web");
    assert.equal(
      web?.attachments.some(({ network }) => network === "front-outer"),
      false,
    );
  });

  it("lets the host in by the relay alone, and has the host open to nobody but that", async () => {
    const { topology } = await fronted();
    assert.deepEqual(held(topology), { ...asDeclared, hostOpen: ["front"] });
    const edges = reach(topology).edges.map(edge => `${flowKey(edge)} ${edge.verdict}`);
    assert.ok(edges.includes("host front 80/tcp allowed"), edges.join("\n"));
    assert.deepEqual(
      edges.filter(edge => edge.startsWith("web ")),
      [],
    );
  });

  it("listens on its names on both networks on which it is called", async () => {
    const uploads = (await fronted()).one("Container", "front1").inputs;
    const lines = String(at(uploads, "uploads", 0, "content")).split("\n");
    assert.deepEqual(
      lines.filter(line => / bind web1/.test(line)),
      ["  bind web1.front-5e1f2a3:80", "  bind web1.front-outer-5e1f2a3:80"],
    );
  });

  it("refuses a port that the relay does not pass on, and one of the host that another has", async () => {
    const relay = (publish: OneWayLinkArgs["publish"]): OneWayLink =>
      new OneWayLink("front", { to: new Workload("web", { image, ports: [80] }), image, publish });
    const { error: strange } = await attempt(() => relay(["9090:9090"]));
    assert.match(String(strange), /publish\[0\].*9090/);
    const { error: taken } = await attempt(() => {
      new Workload("other", { image, ports: [80], publish: ["8080:80"] });
      relay(["8080:80"]);
    });
    assert.match(String(taken), /publish\[0\].*other publishes 8080 already; give another/);
  });
});
